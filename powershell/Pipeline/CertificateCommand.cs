using System.Security.Cryptography.X509Certificates;

namespace CsClientCertificate.Pipeline;

/// <summary>A command that is given certificates: in files, or as objects.</summary>
public abstract class CertificateCommand : RegistryCommand
{
    private protected const string PathSet = "Path";
    private protected const string LiteralPathSet = "LiteralPath";
    private protected const string CertificateSet = "Certificate";

    /// <summary>Files with certificates, DER or PEM; wildcards allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PathSet, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [PathTransformation]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>Files with certificates, DER or PEM; names taken as they are.</summary>
    [Parameter(Mandatory = true, ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "FullName")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>Certificates. A private key they may have is not taken.</summary>
    [Parameter(Mandatory = true, ParameterSetName = CertificateSet, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [CertificateTransformation]
    [ValidateNotNullOrEmpty]
    public X509Certificate2[] Certificate { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        switch (ParameterSetName)
        {
            case CertificateSet:
                foreach (X509Certificate2 certificate in Certificate)
                {
                    Take(certificate);
                }

                break;
            case LiteralPathSet:
                Take(new InputFiles(this, Fail).Literal(LiteralPath));
                break;
            default:
                Take(new InputFiles(this, Fail).Matching(Path));
                break;
        }
    }

    private protected abstract void Take(X509Certificate2 certificate);

    /// <param name="file">A file that is there.</param>
    private protected abstract void Take(string file);

    /// <param name="failure">Why there is no certificate.</param>
    /// <param name="source">The file as it was given.</param>
    private protected abstract void Fail(CsCertificateException failure, string source);

    private void Take(IEnumerable<string> files)
    {
        foreach (string file in files)
        {
            StopIfAsked();
            Take(file);
        }
    }
}
