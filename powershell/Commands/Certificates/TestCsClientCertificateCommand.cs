using System;
using System.Collections.Generic;
using System.Management.Automation;
using System.Security.Cryptography.X509Certificates;
using CsClientCertificate.Binding;
using CsClientCertificate.Completion;
using CsClientCertificate.Errors;
using CsClientCertificate.Files;
using CsClientCertificate.Model;
using CsClientCertificate.Pipeline;
using CsClientCertificate.Registry;
using Microsoft.Rtc.Management.UserPinService;

namespace CsClientCertificate.Commands;

/// <summary>Test-CsClientCertificate: shows what a server finds when a certificate is presented at sign-in.</summary>
[Cmdlet(VerbsDiagnostic.Test, "CsClientCertificate", DefaultParameterSetName = PathSet)]
[OutputType(typeof(CertificateCheck))]
public sealed class TestCsClientCertificateCommand : CertificateCommand
{
    private const string ThumbprintSet = "Thumbprint";

    private readonly FormerUserWarning formerUsers;

    /// <summary>The command, as PowerShell makes it.</summary>
    public TestCsClientCertificateCommand()
    {
        formerUsers = new FormerUserWarning(this);
    }

    /// <summary>A certificate by its SHA-1 or SHA-256.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ThumbprintSet, ValueFromPipelineByPropertyName = true)]
    [HexadecimalTransformation(Lengths = [Fingerprint.Sha1Digits, Fingerprint.Sha256Digits])]
    [ArgumentCompleter(typeof(CertificateCompleter))]
    public string Thumbprint { get; set; } = null!;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == ThumbprintSet)
        {
            Check(null, Hexadecimal.Bytes(Thumbprint), Thumbprint);
        }
        else
        {
            base.ProcessRecord();
        }
    }

    private protected override void Take(X509Certificate2 certificate) => Check(certificate.RawData, null, certificate.Thumbprint);

    private protected override void Take(string file)
    {
        foreach (BundleItem item in CertificateFile.Items(file, Report, out _))
        {
            Check(item.Certificate, null, item.Place(file));
        }
    }

    private void Check(byte[]? certificate, byte[]? thumbprint, string source)
    {
        long start = StepTimes.Now;
        CsCertificateException? failure = Registry.Check(certificate, thumbprint, DateTime.UtcNow, out CertificateCheck? result);
        Steps.Add("look the certificate up", start);
        if (failure is not null)
        {
            Report(failure.In(source), source);
            return;
        }

        if (result!.Certificate is CertInfoDetails found)
        {
            failure = formerUsers.Give(Registry, found.User.Value, found.Holder);
            if (failure is not null)
            {
                Report(failure.In(source), source);
            }
        }

        result.Source = source;
        WriteObject(result);
    }
}
