namespace Sentralix.EndToEnd.Channels.Compliance;

public sealed class TelegramHost() : ComplianceHouse("telegram");

public sealed class TelegramCompliance(TelegramHost house) : ComplianceKit(house), IClassFixture<TelegramHost>;

public sealed class VkHost() : ComplianceHouse("vk");

public sealed class VkCompliance(VkHost house) : ComplianceKit(house), IClassFixture<VkHost>;

public sealed class MaxHost() : ComplianceHouse("max");

public sealed class MaxCompliance(MaxHost house) : ComplianceKit(house), IClassFixture<MaxHost>;

public sealed class AvitoHost() : ComplianceHouse("avito");

public sealed class AvitoCompliance(AvitoHost house) : ComplianceKit(house), IClassFixture<AvitoHost>;

public sealed class JivoSiteHost() : ComplianceHouse("jivosite");

public sealed class JivoSiteCompliance(JivoSiteHost house) : ComplianceKit(house), IClassFixture<JivoSiteHost>;
