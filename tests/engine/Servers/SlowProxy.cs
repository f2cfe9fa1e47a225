using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace CsClientCertificate.Tests.Servers;

/// <summary>A way to a server that takes its time, and counts how often the server was waited for.</summary>
internal sealed class SlowProxy : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly int _serverPort;
    private readonly TimeSpan _delay;
    private int _roundTrips;

    public SlowProxy(int serverPort, TimeSpan delay)
    {
        (_serverPort, _delay) = (serverPort, delay);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _ = Accept();
    }

    public int Port { get; }

    /// <summary>How often an answer followed a question.</summary>
    public int RoundTrips => Volatile.Read(ref _roundTrips);

    public void Dispose()
    {
        _end.Cancel();
        _listener.Dispose();
        _end.Dispose();
    }

    private async Task Accept()
    {
        try
        {
            while (true)
            {
                _ = Relay(await _listener.AcceptTcpClientAsync(_end.Token));
            }
        }
        catch (Exception end) when (end is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // The test is over.
        }
    }

    private async Task Relay(TcpClient client)
    {
        using var _ = client;
        using var server = new TcpClient();
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, _serverPort, _end.Token);
            client.NoDelay = server.NoDelay = true;
            var asking = new StrongBox<bool>();
            await Task.WhenAny(
                Copy(client.GetStream(), server.GetStream(), () => Volatile.Write(ref asking.Value, true)),
                Copy(server.GetStream(), client.GetStream(), () =>
                {
                    if (Interlocked.Exchange(ref asking.Value, false))
                    {
                        Interlocked.Increment(ref _roundTrips);
                    }
                }));
        }
        catch (Exception end) when (end is OperationCanceledException or IOException or SocketException)
        {
            // One of the two has gone.
        }
    }

    private async Task Copy(NetworkStream from, NetworkStream to, Action passed)
    {
        var buffer = new byte[64 * 1024];
        while (await from.ReadAsync(buffer, _end.Token) is var count and > 0)
        {
            passed();
            await Task.Delay(_delay, _end.Token);
            await to.WriteAsync(buffer.AsMemory(0, count), _end.Token);
        }
    }
}
