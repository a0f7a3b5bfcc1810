using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Refit;
using Sentralix.Contracts;
using Sentralix.Platform.Http;
using Sentralix.Platform.Security;

namespace Sentralix.Platform.Contracts;

/// <summary>Clients of contracts whose service runs in another process: Refit's generated client, with our tokens, our refusals and
/// one fault (<see cref="ServiceUnavailableException"/>).</summary>
public sealed class ContractClient(InternalTokens tokens, RemoteServices services)
{
    /// <summary>A client of one contract.</summary>
    public TContract Make<TContract>(string service)
        where TContract : class
    {
        var handler = new ServiceHandler(service, tokens, services.Addresses(service));
        return RestService.For<TContract>(new HttpClient(handler) { BaseAddress = new Uri("http://service.invalid"), Timeout = Timeout.InfiniteTimeSpan }, Settings(service));
    }

    private static RefitSettings Settings(string service) => new()
    {
        ContentSerializer = new RefusalAwareSerializer(service),
        ExceptionFactory = response => Fault(service, response),
        TransportExceptionFactory = (_, fault, _) => Surfaced(service, fault),
        DeserializationExceptionFactory = (_, fault) => new(Surfaced(service, fault)),
        UrlParameterFormatter = new SnakeCaseUrlFormatter(),
    };

    // Refit would wrap what we throw ourselves into exceptions of its own.
    private static Exception Surfaced(string service, Exception fault) =>
        fault is ServiceUnavailableException or RefusedException or OperationCanceledException or InvalidOperationException
            ? fault
            : Broken(service, fault);

    private static ServiceUnavailableException Broken(string service, Exception fault) =>
        new(service, $"The answer of '{service}' cannot be read: {fault.Message}", fault);

    // What the other side calls a fault is one here too, never a refusal of the contract.
    private static Exception Thrown(string service, Refusal refusal) =>
        refusal.Code is "internal" or "service_unavailable" ? new ServiceUnavailableException(service, $"The service '{service}' broke: {refusal.Detail}") : new RefusedException(refusal);

    private static async ValueTask<Exception?> Fault(string service, HttpResponseMessage response)
    {
        if (response.IsSuccessStatusCode) return null;
        var isStream = response.RequestMessage!.Headers.Accept.Any(a => a.MediaType == "text/event-stream");
        if (response.Content.Headers.ContentType?.MediaType == Problems.MediaType && !isStream) return null;
        if (await Problems.Read(response.Content, CancellationToken.None) is { } refusal) return Thrown(service, refusal);
        return new ServiceUnavailableException(service, $"The service '{service}' answered {(int)response.StatusCode} without a reason.");
    }

    private sealed class SnakeCaseUrlFormatter : DefaultUrlParameterFormatter
    {
        public override string? Format(object? value, System.Reflection.ICustomAttributeProvider attributeProvider, Type type) => value switch
        {
            Enum => JsonSerializer.Serialize(value, value.GetType(), SentralixJson.Options).Trim('"'),

            // Refit's own form of a time ends with its seconds.
            DateTimeOffset time => time.ToString("O", CultureInfo.InvariantCulture),
            _ => base.Format(value, attributeProvider, type),
        };
    }

    /// <summary>Reads <c>Result&lt;T&gt;</c> from an answer or from problem details.</summary>
    private sealed class RefusalAwareSerializer(string service) : IHttpContentSerializer, IStreamingContentSerializer
    {
        private readonly SystemTextJsonContentSerializer json = new(SentralixJson.Options);

        public HttpContent ToHttpContent<T>(T item) => json.ToHttpContent(item);

        public string? GetFieldNameForProperty(System.Reflection.PropertyInfo propertyInfo) => json.GetFieldNameForProperty(propertyInfo);

        public async Task<T?> FromHttpContentAsync<T>(HttpContent content, CancellationToken cancellationToken = default)
        {
            if (!typeof(T).IsGenericType || typeof(T).GetGenericTypeDefinition() != typeof(Result<>)) return await json.FromHttpContentAsync<T>(content, cancellationToken);
            var reader = (IResultReader)Activator.CreateInstance(typeof(ResultReader<>).MakeGenericType(typeof(T).GetGenericArguments()[0]))!;
            return (T)await reader.Read(service, content, cancellationToken);
        }

        public async IAsyncEnumerable<T?> DeserializeStreamAsync<T>(Stream stream, StreamingContentFormat format, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            if (format != StreamingContentFormat.ServerSentEvents)
            {
                // Our streams are events. Anything else is why there is none.
                using var answer = new StreamContent(stream);
                answer.Headers.ContentType = new MediaTypeHeaderValue(Problems.MediaType);
                throw await Problems.Read(answer, cancellationToken) is { } refusal
                    ? Thrown(service, refusal)
                    : new ServiceUnavailableException(service, $"The service '{service}' answered with something that is no stream.");
            }

            await using var items = json.DeserializeStreamAsync<T>(stream, format, cancellationToken).GetAsyncEnumerator(cancellationToken);
            while (true)
            {
                try
                {
                    if (!await items.MoveNextAsync()) yield break;
                }
                catch (Exception fault) when (fault is IOException or HttpRequestException or JsonException)
                {
                    throw Broken(service, fault);
                }

                yield return items.Current;
            }
        }
    }

    private interface IResultReader
    {
        Task<object> Read(string service, HttpContent content, CancellationToken cancellation);
    }

    private sealed class ResultReader<T> : IResultReader
    {
        public async Task<object> Read(string service, HttpContent content, CancellationToken cancellation)
        {
            if (content.Headers.ContentType?.MediaType == Problems.MediaType)
            {
                var refusal = await Problems.Read(content, cancellation) ?? throw new ServiceUnavailableException(service, $"The service '{service}' answered with problem details that are not ours.");
                return Thrown(service, refusal) is ServiceUnavailableException away ? throw away : (Result<T>)refusal;
            }

            if (typeof(T) == typeof(Done)) return (Result<T>)(T)(object)Done.Value;
            var value = await JsonSerializer.DeserializeAsync<T>(await content.ReadAsStreamAsync(cancellation), SentralixJson.Options, cancellation);
            return (Result<T>)(value ?? throw new ServiceUnavailableException(service, $"The service '{service}' answered with nothing."));
        }
    }
}

/// <summary>Where the services of other processes are: <c>Services:{name}:Url</c>, several addresses separated by commas.</summary>
public sealed class RemoteServices(IReadOnlyDictionary<string, IReadOnlyList<Uri>> addresses)
{
    /// <summary>Whether a service is configured in another process.</summary>
    public bool Has(string service) => addresses.ContainsKey(service);

    /// <summary>The addresses of a service.</summary>
    public IReadOnlyList<Uri> Addresses(string service) => addresses[service];
}

/// <summary>Sends to one of a service's addresses, with an internal token.</summary>
internal sealed class ServiceHandler(string service, InternalTokens tokens, IReadOnlyList<Uri> addresses) : DelegatingHandler(new SocketsHttpHandler
{
    PooledConnectionLifetime = TimeSpan.FromMinutes(2),
    ConnectTimeout = TimeSpan.FromSeconds(2),
    UseCookies = false,
    AllowAutoRedirect = false,

    // A header may hold what people write; Kestrel reads it as UTF-8.
    RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8,
})
{
    private readonly AddressTurns turns = new(addresses);

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", tokens.Issue(service, CallContext.Current));

        // A contract that several services have stands under each one's own prefix.
        if (request.RequestUri is { } address && address.AbsolutePath.StartsWith("/~/", StringComparison.Ordinal))
            request.RequestUri = new Uri(address, $"/{service}{address.PathAndQuery[2..]}");
        try
        {
            var response = await turns.Send(request, base.SendAsync, cancellationToken);
            if (response.StatusCode == HttpStatusCode.NoContent)
            {
                // Refit does not ask its serializer about 204, and would answer null instead of Done.
                response.StatusCode = HttpStatusCode.OK;
                response.Content = JsonContent.Create(Done.Value);
            }

            return response;
        }
        catch (HttpRequestException fault)
        {
            throw new ServiceUnavailableException(service, $"The service '{service}' cannot be reached: {fault.Message}", fault);
        }
        catch (OperationCanceledException timeout) when (timeout.InnerException is TimeoutException && !cancellationToken.IsCancellationRequested)
        {
            throw new ServiceUnavailableException(service, $"The service '{service}' cannot be reached: {timeout.InnerException.Message}", timeout);
        }
    }
}
