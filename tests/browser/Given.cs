namespace CsClientCertificate.BrowserTests;

/// <summary>What the tests are given: by the suite in variables, and in this assembly.</summary>
internal static class Given
{
    /// <summary>The folder where pictures are left.</summary>
    public static string Pictures => Named("CSCERT_TEST_PICTURES");

    /// <summary>Returns the texts of a page that do not stand out, and how many texts there are.</summary>
    public static string Contrast { get; } = Resource("contrast.js");

    public static string Named(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value
            ? value
            : throw new InvalidOperationException($"{variable} is not set: run these tests by ./build.sh test -Suite browser,site.");

    private static string Resource(string name)
    {
        using var reader = new StreamReader(typeof(Given).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
