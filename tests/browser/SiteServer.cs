using System.Net;
using System.Net.Sockets;

namespace CsClientCertificate.BrowserTests;

/// <summary>Serves the site as the simplest host does: files of a folder, and nothing else.</summary>
public sealed class SiteServer : IDisposable
{
    private static readonly Dictionary<string, string> MediaTypes = new()
    {
        [".html"] = "text/html; charset=utf-8", [".js"] = "text/javascript", [".css"] = "text/css", [".json"] = "application/json",
        [".png"] = "image/png", [".svg"] = "image/svg+xml", [".woff2"] = "font/woff2",
    };

    private readonly HttpListener _listener = new();

    public SiteServer()
    {
        Address = $"http://localhost:{FreePort()}/";
        _listener.Prefixes.Add(Address);
        _listener.Start();
        _ = ServeAsync();
    }

    internal static string Folder { get; } = Given.Named("CSCERT_TEST_SITE");

    internal string Address { get; }

    public void Dispose() => _listener.Close();

    /// <summary>The file that an address names, whether it is there or not.</summary>
    internal static string FileOf(Uri address)
    {
        var path = Uri.UnescapeDataString(address.AbsolutePath)[1..];
        return Path.Combine(Folder, path is "" or [.., '/'] ? path + "index.html" : path);
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                Answer(await _listener.GetContextAsync());
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            // It was closed.
        }
    }

    private static void Answer(HttpListenerContext context)
    {
        using var response = context.Response;
        var file = FileOf(context.Request.Url!);
        if (!File.Exists(file))
        {
            response.StatusCode = 404;
            return;
        }

        response.ContentType = MediaTypes.GetValueOrDefault(Path.GetExtension(file), "application/octet-stream");
        using var content = File.OpenRead(file);
        content.CopyTo(response.OutputStream);
    }
}
