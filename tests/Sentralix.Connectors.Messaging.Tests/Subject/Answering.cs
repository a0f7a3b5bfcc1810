using System.Reflection;

namespace Sentralix.Connectors.Messaging.Tests.Subject;

/// <summary>Another part of the platform of which a test uses a method or two; any other is a fault of the test.</summary>
public class Answering<T> : DispatchProxy
    where T : class
{
    private Func<MethodInfo, object?[], object?> answer = null!;

    /// <summary>The part.</summary>
    /// <param name="answer">What its methods answer; null: the method is not expected.</param>
    public static T Make(Func<MethodInfo, object?[], object?> answer)
    {
        var made = Create<T, Answering<T>>();
        ((Answering<T>)(object)made).answer = answer;
        return made;
    }

    /// <inheritdoc/>
    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        answer(targetMethod!, args!) ?? throw new NotSupportedException($"{typeof(T).Name}.{targetMethod!.Name} is not expected in this test.");
}
