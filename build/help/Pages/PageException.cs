namespace CsClientCertificate.Help.Pages;

/// <summary>A page that is not of the schema. The message begins with the page's name.</summary>
public sealed class PageException(string page, string message) : Exception($"{page}: {message}");
