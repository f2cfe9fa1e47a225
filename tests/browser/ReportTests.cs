using System.Text.Json.Nodes;

namespace CsClientCertificate.BrowserTests;

/// <summary>The report as a person meets it. The suite makes the page and says where it is.</summary>
public sealed class ReportTests(Chromium browser) : IClassFixture<Chromium>
{
    private static readonly string Report = Given.Named("CSCERT_TEST_REPORT");

    [Fact]
    public async Task It_complains_of_nothing_and_asks_nobody_for_anything()
    {
        var page = await OpenAsync();
        await page.EvaluateAsync("document.querySelectorAll('thead button').forEach((button) => button.click())");

        Assert.Empty(page.Complaints);
        Assert.All(page.Requests, url => Assert.Equal(new Uri(Report).AbsoluteUri, url));
        Assert.Equal("Client certificates", (string)(await page.EvaluateAsync("document.title"))!);
    }

    [Fact]
    public async Task A_click_on_a_heading_sorts_and_another_turns_the_order()
    {
        var page = await OpenAsync();
        var before = await page.TextsAsync("#expiring tbody tr td:nth-child(2)");
        Assert.InRange(before.Length, 6, 1000);

        await Click(page, "#expiring thead th:nth-child(1) button");
        var users = await page.TextsAsync("#expiring tbody th");
        Assert.Equal(users.Order(StringComparer.OrdinalIgnoreCase), users);
        Assert.Equal("ascending", await Sorted(page, "#expiring thead th:nth-child(1)"));

        await Click(page, "#expiring thead th:nth-child(2) button");
        await Click(page, "#expiring thead th:nth-child(2) button");
        Assert.Equal(before.OrderDescending(), await page.TextsAsync("#expiring tbody tr td:nth-child(2)"));
        Assert.Equal("descending", await Sorted(page, "#expiring thead th:nth-child(2)"));
        Assert.Null(await Sorted(page, "#expiring thead th:nth-child(1)"));
    }

    [Fact]
    public async Task Numbers_sort_as_numbers()
    {
        var page = await OpenAsync();
        await Click(page, "#totals thead th:nth-child(4) button");
        var counts = (await page.TextsAsync("#totals tbody td:nth-child(4)")).Select(int.Parse).ToList();

        Assert.Contains(counts, count => count >= 10);
        Assert.Equal(counts.Order(), counts);
    }

    [Fact]
    public async Task Typing_shows_the_rows_that_hold_the_text()
    {
        var page = await OpenAsync();
        var all = (await page.TextsAsync("#expiring tbody tr")).Length;
        var user = (await page.TextsAsync("#expiring tbody th"))[0];
        await Type(page, "#expiring-filter", user.ToUpperInvariant());

        var shown = await page.TextsAsync("#expiring tbody tr:not([hidden]) th");
        Assert.InRange(shown.Length, 1, all - 1);
        Assert.All(shown, name => Assert.Equal(user, name));
        Assert.Equal($"{shown.Length} of {all}", Assert.Single(await page.TextsAsync("#expiring-filter + output, label[for=expiring-filter] ~ output")));

        await Type(page, "#expiring-filter", "");
        Assert.Equal(all, (await page.TextsAsync("#expiring tbody tr:not([hidden])")).Length);
    }

    [Fact]
    public async Task Markup_in_a_name_is_shown_and_not_obeyed()
    {
        var page = await OpenAsync();

        Assert.Contains("sip:<script>alert(1)</script>@litwareinc.com", await page.TextsAsync("#leavers tbody th"));
        Assert.Equal(1, (int)(await page.EvaluateAsync("document.scripts.length"))!);
    }

    [Fact]
    public async Task Without_scripts_everything_is_there_to_read()
    {
        var page = await OpenAsync(scripts: false);

        Assert.Empty(await page.TextsAsync("button, input"));
        Assert.NotEmpty(await page.TextsAsync("#leavers tbody tr"));
        Assert.NotEmpty(await page.TextsAsync("#expiring tbody tr"));
        Assert.NotEmpty(await page.TextsAsync("figure svg rect"));
        Assert.True((bool)(await page.EvaluateAsync("[...document.querySelectorAll('section')].every((s) => s.getBoundingClientRect().height > 0)"))!);
    }

    [Theory]
    [InlineData("light", 1200)]
    [InlineData("dark", 1200)]
    [InlineData("light", 400)]
    public async Task Every_text_stands_out_and_nothing_runs_off_the_page(string scheme, int width)
    {
        var page = await OpenAsync(scheme, width);
        await page.EvaluateAsync("document.querySelectorAll('details').forEach((d) => { d.open = true; })");
        var result = (await page.EvaluateAsync(Given.Contrast))!;
        await page.EvaluateAsync("document.querySelectorAll('details').forEach((d) => { d.open = false; })");
        await page.ScreenshotAsync(Path.Combine(Given.Pictures, $"report-{scheme}-{width}.png"));

        Assert.InRange((int)result["texts"]!, 100, 100_000);
        Assert.Empty((JsonArray)result["failures"]!);
        // Wide tables scroll in a place of their own.
        Assert.True((bool)(await page.EvaluateAsync("document.documentElement.scrollWidth <= window.innerWidth"))!);
    }

    [Fact]
    public async Task A_long_table_scrolls_in_its_place_under_its_headings_and_is_printed_whole()
    {
        var page = await OpenAsync();
        await page.EvaluateAsync("""
            (() => {
                const body = document.querySelector('#expiring').tBodies[0];
                const rows = [...body.rows];
                for (let i = 0; i < 40; i++) { body.append(...rows.map((row) => row.cloneNode(true))); }
                globalThis.place = body.closest('.table');
                place.scrollTop = place.scrollHeight;
            })()
            """);

        Assert.True((bool)(await page.EvaluateAsync("place.clientHeight <= window.innerHeight && place.scrollHeight > 2 * window.innerHeight"))!);
        Assert.True((bool)(await page.EvaluateAsync("Math.abs(place.querySelector('thead th').getBoundingClientRect().top - place.getBoundingClientRect().top) <= 1"))!);

        await page.PrintMediaAsync();
        Assert.True((bool)(await page.EvaluateAsync("place.clientHeight >= place.querySelector('table').getBoundingClientRect().height - 1"))!);
    }

    [Fact]
    public async Task Dark_is_dark_and_paper_is_white()
    {
        var page = await OpenAsync("dark");
        Assert.Equal("rgb(20, 23, 27)", await Background(page));

        await page.PrintMediaAsync();
        Assert.Equal("rgb(255, 255, 255)", await Background(page));
        Assert.Equal("none", (string)(await page.EvaluateAsync("getComputedStyle(document.querySelector('.filter')).display"))!);
    }

    [Fact]
    public async Task Assistive_technology_finds_its_way()
    {
        var page = await OpenAsync();

        Assert.Single(await page.TextsAsync("h1"));
        Assert.Equal(4, (await page.TextsAsync("section > h2")).Length);
        Assert.Empty(await page.TextsAsync("h3, h4, h5, h6"));
        Assert.Empty(await page.TextsAsync("thead th:not([scope=col]), tbody th:not([scope=row])"));
        Assert.Empty(await page.TextsAsync("table:not(:has(caption)), figure:not([aria-label]), html:not([lang])"));
        Assert.True((bool)(await page.EvaluateAsync("[...document.querySelectorAll('input')].every((i) => i.labels.length === 1)"))!);
        Assert.True((bool)(await page.EvaluateAsync("new Set([...document.querySelectorAll('[id]')].map((e) => e.id)).size === document.querySelectorAll('[id]').length"))!);
    }

    private Task<Page> OpenAsync(string scheme = "light", int width = 1200, bool scripts = true) => browser.OpenAsync(Report, scheme, width, scripts);

    private static Task Click(Page page, string selector) => page.EvaluateAsync($"document.querySelector({Page.Quote(selector)}).click()");

    private static Task Type(Page page, string selector, string text) => page.EvaluateAsync(
        $"(() => {{ const i = document.querySelector({Page.Quote(selector)}); i.value = {Page.Quote(text)}; i.dispatchEvent(new Event('input')); }})()");

    private static async Task<string?> Sorted(Page page, string selector) =>
        (string?)await page.EvaluateAsync($"document.querySelector({Page.Quote(selector)}).getAttribute('aria-sort')");

    private static async Task<string?> Background(Page page) => (string?)await page.EvaluateAsync("getComputedStyle(document.body).backgroundColor");
}
