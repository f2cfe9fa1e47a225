using System.Text.Json.Nodes;

namespace CsClientCertificate.BrowserTests;

/// <summary>The site as a reader meets it. The suite makes it and says where it is.</summary>
public sealed class SiteTests(Chromium browser, SiteServer server) : IClassFixture<Chromium>, IClassFixture<SiteServer>
{
    [Fact]
    public async Task Every_link_of_every_page_leads_somewhere()
    {
        var page = await OpenAsync("");
        var pages = Directory.GetFiles(SiteServer.Folder, "*.html", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(SiteServer.Folder, file)).Where(file => file != "404.html").ToList();
        var places = new HashSet<string>();
        var links = new List<(string From, Uri To)>();
        foreach (var path in pages)
        {
            await page.GoAsync(server.Address + path);
            places.UnionWith((await Texts(page, "[...document.querySelectorAll('[id]')].map((e) => e.id)")).Select(id => $"{path}#{id}"));
            links.AddRange((await Texts(page, "[...document.querySelectorAll('a[href]')].map((a) => a.href)")).Select(link => (path, new Uri(link))));
        }

        var broken = links.Where(link => link.To.AbsoluteUri.StartsWith(server.Address, StringComparison.Ordinal)
            ? !File.Exists(SiteServer.FileOf(link.To)) || (link.To.Fragment.Length > 1 && !places.Contains(Place(link.To)))
            : link.To.Scheme != "https");
        Assert.Empty(broken);
        var fromTheFirst = links.Where(link => link.From == "index.html").Select(link => SiteServer.FileOf(link.To)).ToHashSet();
        Assert.DoesNotContain(pages, path => !fromTheFirst.Contains(Path.Combine(SiteServer.Folder, path)));
        Assert.True(page.Complaints.IsEmpty, string.Join("\n", page.Complaints));
        // Nobody is told who reads what.
        Assert.All(page.Requests.Where(url => !url.StartsWith("data:", StringComparison.Ordinal)), url => Assert.StartsWith(server.Address, url));
        Assert.InRange(pages.Count, 30, 1000);
        Assert.InRange(links.Count(link => link.To.Fragment.Length > 1), 100, 1_000_000);
        static string Place(Uri link) => $"{Path.GetRelativePath(SiteServer.Folder, SiteServer.FileOf(link))}{Uri.UnescapeDataString(link.Fragment)}";
    }

    [Theory]
    [InlineData("light", 1200, "")]
    [InlineData("dark", 1200, "docs/servers.html")]
    [InlineData("light", 1200, "docs/Get-CsClientCertificate.html")]
    [InlineData("dark", 400, "docs/nightly.html")]
    [InlineData("light", 400, "docs/performance.html")]
    public async Task Every_text_stands_out_and_nothing_runs_off_the_page(string scheme, int width, string path)
    {
        var page = await OpenAsync(path, scheme, width);
        var result = (await page.EvaluateAsync(Given.Contrast))!;
        await page.ScreenshotAsync(Path.Combine(Given.Pictures, $"site-{Path.GetFileNameWithoutExtension(path is "" ? "index" : path)}-{scheme}-{width}.png"));

        Assert.InRange((int)result["texts"]!, 100, 100_000);
        Assert.Empty((JsonArray)result["failures"]!);
        Assert.True((bool)(await page.EvaluateAsync("document.documentElement.scrollWidth <= window.innerWidth"))!);
    }

    [Fact]
    public async Task What_is_searched_for_is_found()
    {
        var page = await OpenAsync("docs/identities.html");
        // The button does nothing until the page's script has taken it over.
        await Until(page, "document.querySelector('.search-input') !== null || (document.querySelector('.DocSearch-Button').click(), false)");
        await page.EvaluateAsync("(() => { const i = document.querySelector('.search-input'); i.value = 'RemoveFromCRL'; i.dispatchEvent(new Event('input')); })()");
        await Until(page, "document.querySelector('.results .result') !== null");

        await page.EvaluateAsync("document.querySelector('.results .result').click()");

        await Until(page, "location.pathname.endsWith('/Restore-CsClientCertificate.html')");
        await Until(page, "document.querySelector('h1').textContent.includes('Restore-CsClientCertificate')");
    }

    private Task<Page> OpenAsync(string path, string scheme = "light", int width = 1200) => browser.OpenAsync(server.Address + path, scheme, width);

    private static async Task<IEnumerable<string>> Texts(Page page, string expression) =>
        ((JsonArray)(await page.EvaluateAsync(expression))!).Select(text => (string)text!);

    // The page does it when it comes to it.
    private static async Task Until(Page page, string condition)
    {
        using var patience = new CancellationTokenSource(Chromium.Patience);
        while (!(bool)(await page.EvaluateAsync(condition))!)
        {
            await Task.Delay(50, patience.Token);
        }
    }
}
