using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;

namespace CsClientCertificate.BrowserTests;

/// <summary>A headless Chromium, spoken to by its DevTools protocol: nothing needs to be installed beside the browser itself.</summary>
public sealed class Chromium : IAsyncLifetime
{
    // Without the flags about the background it looks for hosts of its maker; root may not use the sandbox.
    private const string Flags =
        "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
        + "--disable-component-update --disable-sync --hide-scrollbars --remote-debugging-port=0";

    /// <summary>Far more than a busy machine needs: whoever waits so long waits in vain.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly string _profile = Directory.CreateTempSubdirectory("cscert-chromium-").FullName;
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonNode>> _waiting = new();
    private readonly SemaphoreSlim _sending = new(1);
    private readonly ClientWebSocket _socket = new();
    private Process? _process;
    private Task _said = Task.CompletedTask;
    private int _last;

    /// <summary>Every event of every page: the page's session, the event's name, its parameters.</summary>
    internal event Action<string, string, JsonNode>? Heard;

    public async ValueTask InitializeAsync()
    {
        var start = new ProcessStartInfo("chromium", $"{Flags} --user-data-dir={_profile} about:blank")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _process = Process.Start(start)!;
        _said = Task.WhenAll(_process.StandardOutput.ReadToEndAsync(), _process.StandardError.ReadToEndAsync());
        await _socket.ConnectAsync(await AddressAsync(), CancellationToken.None);
        _ = ListenAsync();
    }

    /// <summary>A page of its own that shows an address.</summary>
    internal async Task<Page> OpenAsync(string address, string scheme, int width, bool scripts = true)
    {
        var target = (string)(await SendAsync(null, "Target.createTarget", new() { ["url"] = "about:blank" }))["targetId"]!;
        var attached = await SendAsync(null, "Target.attachToTarget", new() { ["targetId"] = target, ["flatten"] = true });
        var page = await Page.AttachAsync(this, (string)attached["sessionId"]!);
        await page.SizeAsync(width, 1000);
        await page.SchemeAsync(scheme);
        await page.GoAsync(address, scripts);
        return page;
    }

    internal async Task<JsonNode> SendAsync(string? session, string method, JsonObject? parameters = null)
    {
        var id = Interlocked.Increment(ref _last);
        var answer = _waiting[id] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var message = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters ?? [] };
        if (session is not null)
        {
            message["sessionId"] = session;
        }

        // A socket takes one message at a time.
        await _sending.WaitAsync();
        try
        {
            await _socket.SendAsync(Encoding.UTF8.GetBytes(message.ToJsonString()), WebSocketMessageType.Text, true, CancellationToken.None);
        }
        finally
        {
            _sending.Release();
        }

        return await answer.Task.WaitAsync(Patience);
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        if (_process is not null)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
            // Its processes all speak there; while one of them is left it may still write to the profile.
            await _said.WaitAsync(Patience);
            _process.Dispose();
        }

        Directory.Delete(_profile, recursive: true);
    }

    // The browser writes port and path of its socket into its profile once it listens.
    private async Task<Uri> AddressAsync()
    {
        var file = Path.Combine(_profile, "DevToolsActivePort");
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < Patience && !_process!.HasExited)
        {
            if (File.Exists(file) && await File.ReadAllLinesAsync(file) is [var port, var path, ..])
            {
                return new Uri($"ws://127.0.0.1:{port}{path}");
            }

            await Task.Delay(50);
        }

        throw new InvalidOperationException("Chromium did not start.");
    }

    private async Task ListenAsync()
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (true)
            {
                using var message = new MemoryStream();
                WebSocketReceiveResult part;
                do
                {
                    part = await _socket.ReceiveAsync(buffer, CancellationToken.None);
                    message.Write(buffer, 0, part.Count);
                }
                while (!part.EndOfMessage);
                Take(JsonNode.Parse(message.ToArray())!);
            }
        }
        catch (Exception e) when (e is WebSocketException or ObjectDisposedException or OperationCanceledException)
        {
            foreach (var answer in _waiting.Values)
            {
                answer.TrySetException(e);
            }
        }
    }

    private void Take(JsonNode message)
    {
        if (message["id"] is null)
        {
            Heard?.Invoke((string?)message["sessionId"] ?? "", (string)message["method"]!, message["params"]!);
        }
        else if (_waiting.TryRemove((int)message["id"]!, out var answer))
        {
            if (message["error"] is { } error)
            {
                answer.SetException(new InvalidOperationException(error.ToJsonString()));
            }
            else
            {
                answer.SetResult(message["result"]!);
            }
        }
    }
}
