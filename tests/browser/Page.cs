using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace CsClientCertificate.BrowserTests;

/// <summary>A page in the browser.</summary>
internal sealed class Page
{
    private readonly Chromium _browser;
    private readonly string _session;
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _loaded = new();

    private Page(Chromium browser, string session) => (_browser, _session) = (browser, session);

    /// <summary>What the browser's console shows: errors, warnings, refused requests.</summary>
    public ConcurrentQueue<string> Complaints { get; } = new();

    /// <summary>All that was asked for, the page itself included.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    public static async Task<Page> AttachAsync(Chromium browser, string session)
    {
        var page = new Page(browser, session);
        browser.Heard += page.Hear;
        foreach (var domain in new[] { "Page", "Runtime", "Log", "Network" })
        {
            await page.SendAsync(domain + ".enable");
        }

        await page.SendAsync("Page.setLifecycleEventsEnabled", new() { ["enabled"] = true });

        return page;
    }

    public async Task GoAsync(string file, bool scripts = true)
    {
        await SendAsync("Emulation.setScriptExecutionDisabled", new() { ["value"] = !scripts });
        var loader = (string)(await SendAsync("Page.navigate", new() { ["url"] = new Uri(file).AbsoluteUri }))["loaderId"]!;
        await Loaded(loader).Task.WaitAsync(Chromium.Patience);
    }

    public Task SchemeAsync(string scheme) => SendAsync("Emulation.setEmulatedMedia", new()
    {
        ["features"] = new JsonArray(new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = scheme }),
    });

    public Task PrintMediaAsync() => SendAsync("Emulation.setEmulatedMedia", new() { ["media"] = "print" });

    public Task SizeAsync(int width, int height) => SendAsync("Emulation.setDeviceMetricsOverride", new()
    {
        ["width"] = width, ["height"] = height, ["deviceScaleFactor"] = 1, ["mobile"] = false,
    });

    /// <summary>The value of a JavaScript expression. The debugger's own evaluation works where the page's scripts are off, too.</summary>
    public async Task<JsonNode?> EvaluateAsync(string expression)
    {
        var answer = await SendAsync("Runtime.evaluate", new() { ["expression"] = expression, ["returnByValue"] = true, ["awaitPromise"] = true });
        Assert.True(answer["exceptionDetails"] is null, answer["exceptionDetails"]?.ToJsonString());
        return answer["result"]!["value"];
    }

    public async Task<string[]> TextsAsync(string selector) =>
        [.. ((JsonArray)(await EvaluateAsync($"[...document.querySelectorAll({Quote(selector)})].map((e) => e.textContent)"))!).Select(text => (string)text!)];

    public async Task ScreenshotAsync(string file)
    {
        var answer = await SendAsync("Page.captureScreenshot", new() { ["format"] = "png" });
        await File.WriteAllBytesAsync(file, Convert.FromBase64String((string)answer["data"]!));
    }

    public static string Quote(string text) => JsonValue.Create(text).ToJsonString();

    private Task<JsonNode> SendAsync(string method, JsonObject? parameters = null) => _browser.SendAsync(_session, method, parameters);

    // The empty page that was there before may be said to be loaded only now.
    private TaskCompletionSource Loaded(string loader) =>
        _loaded.GetOrAdd(loader, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    private void Hear(string session, string name, JsonNode parameters)
    {
        if (session != _session)
        {
            return;
        }

        switch (name)
        {
            case "Page.lifecycleEvent" when (string)parameters["name"]! == "load":
                Loaded((string)parameters["loaderId"]!).TrySetResult();
                break;
            case "Network.requestWillBeSent":
                Requests.Enqueue((string)parameters["request"]!["url"]!);
                break;
            case "Runtime.exceptionThrown" or "Runtime.consoleAPICalled" or "Log.entryAdded":
                Complaints.Enqueue(parameters.ToJsonString());
                break;
            default:
                break;
        }
    }
}
