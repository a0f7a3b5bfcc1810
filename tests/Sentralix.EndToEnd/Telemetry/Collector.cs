using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Sentralix.EndToEnd.Telemetry;

/// <summary>A collector that speaks OTLP over HTTP, as far as the spans of traces and the arrival of metrics go
/// (opentelemetry-proto, collector/trace/v1 and trace/v1).</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<Span> spans = new();
    private int metrics;

    private Collector()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        app = builder.Build();
        app.MapPost("/v1/traces", async (HttpRequest request) => Read(await Body(request)));
        app.MapPost("/v1/metrics", () => Interlocked.Increment(ref metrics));
    }

    public Uri Address => new(app.Urls.Single());

    public IReadOnlyList<Span> Spans => [.. spans];

    public int Metrics => Volatile.Read(ref metrics);

    public static async Task<Collector> Start()
    {
        var collector = new Collector();
        await collector.app.StartAsync();
        return collector;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private static async Task<byte[]> Body(HttpRequest request)
    {
        Assert.Equal("application/x-protobuf", request.ContentType);
        using var whole = new MemoryStream();
        await request.Body.CopyToAsync(whole);
        return whole.ToArray();
    }

    // ExportTraceServiceRequest.resource_spans = 1, ResourceSpans.scope_spans = 2, ScopeSpans.scope = 1 (name = 1) and .spans = 2.
    private void Read(byte[] request)
    {
        foreach (var resource in Fields(request, 1))
        {
            foreach (var scope in Fields(resource, 2))
            {
                var source = Encoding.UTF8.GetString(Fields(Fields(scope, 1).Single().ToArray(), 1).Single().Span);
                foreach (var span in Fields(scope, 2)) spans.Enqueue(Span.Read(source, span));
            }
        }
    }

    /// <summary>The length-delimited fields of a message with one number.</summary>
    internal static IEnumerable<ReadOnlyMemory<byte>> Fields(ReadOnlyMemory<byte> message, int number)
    {
        var at = 0;
        while (at < message.Length)
        {
            var tag = Varint(message.Span, ref at);
            var length = (tag & 7) switch
            {
                0 => -1,
                1 => 8,
                2 => (int)Varint(message.Span, ref at),
                5 => 4,
                _ => throw new InvalidDataException($"Wire type {tag & 7}."),
            };
            if (length < 0)
            {
                Varint(message.Span, ref at);
                continue;
            }

            if ((int)(tag >> 3) == number && (tag & 7) == 2) yield return message.Slice(at, length);
            at += length;
        }
    }

    private static ulong Varint(ReadOnlySpan<byte> bytes, ref int at)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = bytes[at++];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80) return value;
        }
    }
}

/// <summary>A span as it was exported.</summary>
internal sealed record Span(string Source, string Name, string TraceId, string Id, string ParentId)
{
    // Span.trace_id = 1, span_id = 2, parent_span_id = 4, name = 5.
    public static Span Read(string source, ReadOnlyMemory<byte> span) => new(
        source,
        Encoding.UTF8.GetString(Collector.Fields(span, 5).Single().Span),
        Convert.ToHexStringLower(Collector.Fields(span, 1).Single().Span),
        Convert.ToHexStringLower(Collector.Fields(span, 2).Single().Span),
        Convert.ToHexStringLower(Collector.Fields(span, 4).SingleOrDefault().Span));
}
