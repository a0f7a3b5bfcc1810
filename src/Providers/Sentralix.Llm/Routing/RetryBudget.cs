namespace Sentralix.Llm.Routing;

/// <summary>Further attempts as a share of calls. When everything fails, trying everything again only makes it worse.</summary>
internal sealed class RetryBudget
{
    private const int Call = 1;
    private const int Retry = 5;
    private const int Most = 100 * Retry;

    private int left = 20 * Retry;

    /// <summary>A call has been made.</summary>
    public void Earn()
    {
        int before;
        do
        {
            before = Volatile.Read(ref left);
            if (before >= Most) return;
        }
        while (Interlocked.CompareExchange(ref left, before + Call, before) != before);
    }

    /// <summary>Takes a further attempt, if there is one: one for every five calls, and twenty to begin with.</summary>
    public bool TrySpend()
    {
        int before;
        do
        {
            before = Volatile.Read(ref left);
            if (before < Retry) return false;
        }
        while (Interlocked.CompareExchange(ref left, before - Retry, before) != before);
        return true;
    }
}
