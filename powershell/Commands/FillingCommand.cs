using CsClientCertificate.Native;

namespace CsClientCertificate.Commands;

/// <summary>A command that puts something into the registry, and makes it where there is none; with -WhatIf, in memory only.</summary>
public abstract class FillingCommand : WritingCommand
{
    private protected FillingCommand()
    {
    }

    private protected override NativeOpenFlags OpenFlags =>
        IsWhatIf ? NativeOpenFlags.InMemoryIfMissing : NativeOpenFlags.Create;
}
