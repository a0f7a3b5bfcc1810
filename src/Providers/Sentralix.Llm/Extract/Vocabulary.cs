using System.Collections.Frozen;

namespace Sentralix.Llm.Extract;

/// <summary>Words with a special part in questions: those that carry no subject, those that carry little of it, and the
/// few families of everyday business words that no ending connects.</summary>
internal static class Vocabulary
{
    private static readonly FrozenSet<string> Stop = Set(
        "и в во на с со к ко по за из от до у о об обо про для при не ни но а же ли бы то это эта этот эти как что чем чего чему "
        + "кто кого кому где когда куда откуда сколько какой какая какое какие каким какую какого каких каков какова почему зачем "
        + "можно ли есть быть был была было были будет буду будут мне меня мной мы вы вас вам вами нас нам я он она оно они его ее "
        + "их ему ей им мой моя мое мои ваш ваша ваше ваши наш наша наше наши свой своя свое свои тот та те если или чтобы уже еще "
        + "тоже также только очень все всё вот там тут здесь так такой такая такое такие ну да нет ок "
        + "дай дайте дать покажи покажите интересует "
        + "пожалуйста скажите подскажите расскажите скажи подскажи расскажи объясни объясните здравствуйте привет спасибо понял понятно "
        + "a an the of in on at to for from by with about as is are was were be been am do does did can could will would should may "
        + "might must i you he she it we they me him her us them my your his its our their this that these those what which who "
        + "whom whose when where why how and or but not no if so than then there here please tell hello hi thanks thank ok okay");

    private static readonly FrozenSet<string> Weak = Stems(
        "нужно надо нужен нужна нужны нужные хочу хотел хотела могу можете может мочь сделать делать делаете делается получить "
        + "получать узнать иметь имеет имеется использовать приготовить готовить найти работать работаете бывает случай вопрос "
        + "get make makes use used using want need needed have has give given work works find thing way question happen happens show случится происходит произойдет");

    private static readonly FrozenDictionary<string, string> Families = Family(
        "стоит стоят стоимость цена цены цене ценой тариф тарифы прайс cost costs price prices pricing",
        "вернуть верну вернут возврат возвратить возвращать возвращаете возвращаем refund refunds return returns",
        "адрес находиться находится находитесь расположен расположены расположение address located location",
        "телефон phone",
        "звонить позвонить звонок call calls",
        "оплата оплатить оплачивать заплатить платить плачу платеж pay payment pays paid",
        "открываться открываетесь открыты открыто закрываетесь режим график расписание open opening schedule",
        "запустить запуск запускать стартовать start starts starting launch run runs running",
        "установить установка устанавливать поставить install installation installing setup",
        "удалить удаление стереть delete remove erase",
        "изменить изменение поменять сменить change modify");

    public static bool IsStop(string word) => Stop.Contains(word);

    public static bool IsWeak(string stem) => Weak.Contains(stem);

    /// <summary>The stem that stands for a word's family, or its own.</summary>
    public static string Canonical(string stem) => Families.GetValueOrDefault(stem, stem);

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);

    private static FrozenSet<string> Stems(string words) => words.Split(' ').Select(Stem.Of).ToFrozenSet(StringComparer.Ordinal);

    private static FrozenDictionary<string, string> Family(params ReadOnlySpan<string> families)
    {
        var canonical = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var family in families)
        {
            var stems = family.Split(' ').Select(Stem.Of).ToList();
            foreach (var stem in stems) canonical.TryAdd(stem, stems[0]);
        }

        return canonical.ToFrozenDictionary(StringComparer.Ordinal);
    }
}
