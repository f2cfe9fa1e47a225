using System;
using System.Collections.Generic;
using System.Management.Automation;
using System.Security.Cryptography.X509Certificates;
using CsClientCertificate.Binding;
using CsClientCertificate.Errors;
using CsClientCertificate.Model;
using CsClientCertificate.Registry;

namespace CsClientCertificate.Commands;

/// <summary>Test-CsClientCertificate: what a server finds when a certificate is presented at sign-in.</summary>
[Cmdlet(VerbsDiagnostic.Test, "CsClientCertificate", DefaultParameterSetName = PathSet)]
[OutputType(typeof(CertificateCheck))]
public sealed class TestCsClientCertificateCommand : RegistryCommand
{
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";
    private const string CertificateSet = "Certificate";
    private const string ThumbprintSet = "Thumbprint";

    /// <summary>Files with certificates, DER or PEM; wildcards allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PathSet, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>Files with certificates, DER or PEM; names taken as they are.</summary>
    [Parameter(Mandatory = true, ParameterSetName = LiteralPathSet, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>Certificates.</summary>
    [Parameter(Mandatory = true, ParameterSetName = CertificateSet, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public X509Certificate2[] Certificate { get; set; } = [];

    /// <summary>A certificate by its SHA-1 or SHA-256.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ThumbprintSet, ValueFromPipelineByPropertyName = true)]
    [HexadecimalTransformation(Lengths = [Fingerprint.Sha1Digits, Fingerprint.Sha256Digits])]
    public string Thumbprint { get; set; } = null!;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        switch (ParameterSetName)
        {
            case CertificateSet:
                foreach (X509Certificate2 certificate in Certificate)
                {
                    Check(certificate.RawData, null, certificate.Thumbprint);
                }

                break;
            case ThumbprintSet:
                Check(null, Thumbprint, Thumbprint);
                break;
            case LiteralPathSet:
                CheckFiles(new InputFiles(this, Report).Literal(LiteralPath));
                break;
            default:
                CheckFiles(new InputFiles(this, Report).Matching(Path));
                break;
        }
    }

    private void CheckFiles(IEnumerable<string> files)
    {
        foreach (string file in files)
        {
            StopIfAsked();
            foreach (BundleItem item in CertificateFile.Items(file, Report, out _))
            {
                Check(item.Certificate, null, item.Place(file));
            }
        }
    }

    private void Check(byte[]? certificate, string? thumbprint, string source)
    {
        CsCertificateException? failure = Registry.Check(certificate, thumbprint, DateTime.UtcNow, out CertificateCheck? result);
        if (failure is not null)
        {
            Report(failure.In(source), source);
            return;
        }

        result!.Source = source;
        WriteObject(result);
    }
}
