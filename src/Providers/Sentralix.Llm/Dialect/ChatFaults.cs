namespace Sentralix.Llm.Dialect;

/// <summary>What is wrong with a request, in the order of its fields. Takes no memory until something is.</summary>
internal struct ChatFaults
{
    // A request with a thousand bad tools is not answered with a thousand sentences.
    private const int MaxNamed = 10;

    private List<(string Param, string Code, string Why)>? faults;
    private int unnamed;

    public void Add(string param, string code, string why)
    {
        faults ??= [];
        if (faults.Count < MaxNamed) faults.Add((param, code, why));
        else unnamed++;
    }

    /// <summary>One error for all of them; null where there are none.</summary>
    public readonly OpenAiError? ToError()
    {
        if (faults is null) return null;
        var message = string.Join(' ', faults.Select(fault => $"Invalid '{fault.Param}': {fault.Why}"));
        if (unnamed > 0) message += $" And {unnamed} more.";
        return OpenAiError.InvalidRequest(message, faults[0].Param, faults[0].Code);
    }
}
