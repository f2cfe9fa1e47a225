using CsClientCertificate.Errors;
using CsClientCertificate.Native;
using CsClientCertificate.Session;

namespace CsClientCertificate.Commands;

/// <summary>A command that puts something into the registry, and makes it where there is none; but not with -WhatIf.</summary>
public abstract class FillingCommand : WritingCommand
{
    private protected FillingCommand()
    {
    }

    /// <summary>With -WhatIf only: there is no registry, so there is nothing to compare the input with.</summary>
    private protected bool IsRegistryMissing { get; private set; }

    private protected override NativeOpenFlags OpenFlags => IsWhatIf ? NativeOpenFlags.None : NativeOpenFlags.Create;

    private protected override void CouldNotOpen(CsCertificateException failure)
    {
        if (failure.Kind == ErrorKind.RegistryNotFound && IsWhatIf)
        {
            IsRegistryMissing = true;
            ShouldProcess(RegistrySession.Current.ToString(), "Make a new registry and " + CommandName);
            return;
        }

        base.CouldNotOpen(failure);
    }
}
