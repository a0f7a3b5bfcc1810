using Refit;
using Sentralix.Contracts;

namespace Sentralix.Platform.Tests.Subject;

/// <summary>A contract with one of everything that contracts may have.</summary>
[Contract("workshop")]
public interface IWorkshop
{
    [Put("/workshop/v1/tools/{id}"), Scope("tools:write")]
    Task<Result<Echo>> Echo(string id, [Header("If-Match")] string? ifMatch, string? text, int? number, bool? flag, DateTimeOffset? at, Shape? shape, [Body] NewTool body, CancellationToken cancellation);

    [Post("/workshop/v1/refusals"), Scope("tools:write")]
    Task<Result<Echo>> Refuse([Body] RefusalOrder body, CancellationToken cancellation);

    [Delete("/workshop/v1/tools/{id}"), Scope("tools:write")]
    Task<Result<Done>> Delete(string id, CancellationToken cancellation);

    [Get("/workshop/v1/tools"), Scope("tools:read")]
    Task<Result<Page<string>>> List(int limit = 50, string? after = null, CancellationToken cancellation = default);

    [Post("/workshop/v1/notes"), Scope("tools:write")]
    Task<Result<Heard>> Note([Body] NewTool? body, CancellationToken cancellation);

    [Post("/workshop/v1/faults"), Scope("tools:write")]
    Task<Result<Done>> Break(CancellationToken cancellation);

    [Post("/workshop/v1/waits/{id}"), Scope("tools:write")]
    Task<Result<Done>> Wait(string id, CancellationToken cancellation);

    [Post("/workshop/v1/orders"), Scope("tools:write"), Answers(201)]
    Task<Result<Heard>> Order([Body] NewTool body, CancellationToken cancellation);

    [Post("/workshop/v1/files"), Scope("tools:write"), MaxBody(1 << 20)]
    Task<Result<Heard>> Upload([Body] Stream content, [Header("Content-Type")] string? contentType, string name, CancellationToken cancellation);

    [Get("/workshop/v1/chips/{id}"), Scope("tools:read")]
    IAsyncEnumerable<Chip> Saw(string id, SawMode mode, int count, CancellationToken cancellation);
}

/// <summary>A contract whose bodies are read strictly.</summary>
[Contract("workshop", ContractKind.Admin)]
public interface IWorkshopAdmin
{
    [Post("/workshop/admin/v1/tools"), Scope("tools:write"), Answers(201)]
    Task<Result<Heard>> Add([Body] ToolSettings body, CancellationToken cancellation);
}

/// <summary>A contract of the public door.</summary>
[Contract("api", ContractKind.Public)]
public interface IShopWindow
{
    [Post("/api/v1/orders"), Scope("orders:write"), Answers(201)]
    Task<Result<Heard>> Order([Body] NewTool body, CancellationToken cancellation);

    [Get("/api/v1/who"), Scope("orders:read", Contact = true)]
    Task<Result<Heard>> Who(CancellationToken cancellation);
}

public enum Shape
{
    FlatHead,
    CrossHead,
}

public enum SawMode
{
    Plain,
    RefuseAtOnce,
    BreakAfterThree,
    Endless,
}

public sealed record NewTool(string Name) : IValidated
{
    public void Validate(Faults faults) => faults.Text("name", Name, 40);
}

public sealed record ToolSettings(string Name, int Weight, Shape Shape, IReadOnlyList<Part> Parts, string? Remark = null);

public sealed record Part(string Code, bool Spare);

public sealed record RefusalOrder(string Code, int Status, string Detail, IReadOnlyDictionary<string, string[]>? Errors, long? RetryAfterMs);

public sealed record Echo(string Id, string? IfMatch, string? Text, int? Number, bool? Flag, DateTimeOffset? At, Shape? Shape, string Name, long Rev) : IVersioned;

/// <summary>What reached the implementation.</summary>
public sealed record Heard(string Tenant, string Actor, string? What, long Size = 0, string? ContentType = null);

public sealed record Chip(int Seq, string Text) : IStreamed
{
    public string StreamType => "chip";

    public string? StreamId => Seq.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
