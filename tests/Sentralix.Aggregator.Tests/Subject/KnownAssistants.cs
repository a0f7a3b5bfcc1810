using System.Collections.Concurrent;
using System.Reflection;
using Sentralix.Contracts;
using Sentralix.Contracts.Assistants;

namespace Sentralix.Aggregator.Tests.Subject;

/// <summary>Assistants at its contracts' border, as far as the Aggregator uses it.</summary>
internal sealed class KnownAssistants : IActiveAssistants
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch;

    public ConcurrentDictionary<string, string> Bindings { get; } = new();

    public ConcurrentDictionary<string, AssistantConfiguration> Drafts { get; } = new();

    public ConcurrentDictionary<string, string> Names { get; } = new();

    public ConcurrentDictionary<string, bool> Released { get; } = new();

    /// <summary>The admin contract; what the Aggregator does not use is not there.</summary>
    public IAssistantsAdmin Admin => AdminProxy.Of(this);

    public Task<Result<ActiveRelease>> Active(string id, string environment, CancellationToken cancellation) => Task.FromResult(
        Released.ContainsKey(id) ? (Result<ActiveRelease>)new ActiveRelease("rel_1", id, "Guide", 1, environment, new AssistantConfiguration()) : Refusal.NotFound("released assistant"));

    public Task<Result<ActiveRelease>> Release(string id, CancellationToken cancellation) => throw new NotSupportedException();

    public Task<Result<Binding>> Resolve(string connection, CancellationToken cancellation) => Task.FromResult(
        Bindings.TryGetValue(connection, out var assistant) ? (Result<Binding>)new Binding(connection, assistant, "prod", Now) : Refusal.NotFound("binding"));

    public IAsyncEnumerable<ConfigurationChange> Changes(CancellationToken cancellation) => throw new NotSupportedException();

    /// <summary>A proxy, so that a method added to the contract does not need one here.</summary>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Performance", "CA1852", Justification = "DispatchProxy derives from it.")]
    internal class AdminProxy : DispatchProxy
    {
        private KnownAssistants known = null!;

        public static IAssistantsAdmin Of(KnownAssistants known)
        {
            var proxy = Create<IAssistantsAdmin, AdminProxy>();
            ((AdminProxy)(object)proxy).known = known;
            return proxy;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => (targetMethod!.Name, args) switch
        {
            ("List", _) => Result(new Page<Assistant>([.. known.Names.Select(n => View(n.Key))], null)),
            ("Create", [CreateAssistant body, ..]) => Create(body),
            ("Publish", [string id, PublishVersion body, ..]) => Publish(id, body),
            ("Bind", [string connection, BindConnection body, ..]) => Bind(connection, body),
            _ => throw new NotSupportedException(targetMethod.Name),
        };

        private static Task<Result<T>> Result<T>(T value) => Task.FromResult<Result<T>>(value);

        private Assistant View(string id) => new(id, known.Names[id], null, Now, Now, 1);

        private Task<Result<Assistant>> Create(CreateAssistant body)
        {
            var id = Ids.New("asst", DateTimeOffset.UtcNow);
            known.Names[id] = body.Name;
            known.Drafts[id] = body.Configuration!;
            return Result(View(id));
        }

        private Task<Result<AssistantVersion>> Publish(string id, PublishVersion body)
        {
            if (body.ReleaseTo == "prod") known.Released[id] = true;
            return Result(new AssistantVersion(id, 1, known.Drafts[id], "key:test", body.Message, Now));
        }

        private Task<Result<Binding>> Bind(string connection, BindConnection body)
        {
            known.Bindings[connection] = body.AssistantId;
            return Result(new Binding(connection, body.AssistantId, body.Environment, Now));
        }
    }
}
