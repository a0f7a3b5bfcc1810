namespace Sentralix.Platform.Contracts;

/// <summary>The addresses of a service, each first in its turn; the next one where no connection could be made (then nothing was sent, so
/// even a POST may be tried elsewhere).</summary>
internal sealed class AddressTurns(IReadOnlyList<Uri> addresses)
{
    private int next;

    public async Task<HttpResponseMessage> Send(
        HttpRequestMessage request, Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> send, CancellationToken cancellation)
    {
        var path = request.RequestUri!.PathAndQuery;
        var first = (uint)Interlocked.Increment(ref next);
        for (var attempt = 0; ; attempt++)
        {
            request.RequestUri = new Uri(addresses[(int)((first + (uint)attempt) % (uint)addresses.Count)], path);
            try
            {
                return await send(request, cancellation);
            }
            catch (Exception fault) when (attempt + 1 < addresses.Count && NothingWasSent(fault, cancellation))
            {
                // The next address.
            }
        }
    }

    private static bool NothingWasSent(Exception fault, CancellationToken cancellation) => fault switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => true,

        // The time to connect is over.
        OperationCanceledException { InnerException: TimeoutException } => !cancellation.IsCancellationRequested,
        _ => false,
    };
}
