namespace CsClientCertificate.Completion;

/// <summary>
/// Offers thumbprints, serial numbers and device ids of the certificates that are not revoked, by the name of the parameter.
/// All are hexadecimal digits, compared without what decorates them.
/// </summary>
public sealed class CertificateCompleter : RegistryCompleter
{
    // What certificate dialogs and GUIDs have between the digits.
    private const string Decoration = "{}:- ";

    private protected override IEnumerable<CompletionResult> Find(OpenRegistry registry, string parameterName, BegunWord begun)
    {
        if (!begun.Text.All(character => Uri.IsHexDigit(character) || Decoration.IndexOf(character) >= 0))
        {
            yield break;
        }

        string digits = Digits(begun.Text);
        var offered = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        _ = registry.OpenCertificates(new CertificateQuery { Now = DateTime.UtcNow }, out Cursor<CertInfoDetails>? opened);
        using Cursor<CertInfoDetails>? certificates = opened;
        while (certificates is not null && certificates.Next() is null && certificates.Count > 0)
        {
            for (int i = 0; i < certificates.Count; i++)
            {
                CertInfoDetails certificate = certificates.Read(i);
                string value = ValueOf(certificate, parameterName);
                if (value.Length > 0 && Digits(value).StartsWith(digits, StringComparison.OrdinalIgnoreCase) && offered.Add(value))
                {
                    yield return QuotedWord.Result(
                        value,
                        begun.Quote == WordQuote.None ? WordQuote.Single : begun.Quote,
                        $"{certificate.Identity ?? certificate.DistinguishedName}, expires {certificate.ExpirationTime:yyyy-MM-dd}");
                }
            }
        }
    }

    private static string ValueOf(CertInfoDetails certificate, string parameterName) => parameterName switch
    {
        nameof(CertInfoDetails.SerialNumber) => certificate.SerialNumber,
        nameof(CertInfoDetails.DeviceId) => certificate.DeviceId,
        _ => certificate.Thumbprint,
    };

    private static string Digits(string text) => new(text.Where(Uri.IsHexDigit).ToArray());
}
