using System;
using Microsoft.Win32.SafeHandles;

namespace CsClientCertificate.Native;

/// <summary>An opaque handle of the native library, freed once, by whoever comes last.</summary>
internal abstract class CscertHandle : SafeHandleZeroOrMinusOneIsInvalid
{
    private protected CscertHandle(IntPtr value)
        : base(ownsHandle: true)
    {
        SetHandle(value);
    }
}

internal sealed unsafe class RegistryHandle : CscertHandle
{
    internal RegistryHandle(IntPtr value)
        : base(value)
    {
    }

    protected override bool ReleaseHandle()
    {
        Cscert.Functions.Registry.Close(handle);
        return true;
    }
}

internal sealed unsafe class UserCursorHandle : CscertHandle
{
    internal UserCursorHandle(IntPtr value)
        : base(value)
    {
    }

    protected override bool ReleaseHandle()
    {
        Cscert.Functions.Users.Close(handle);
        return true;
    }
}

internal sealed unsafe class CertificateCursorHandle : CscertHandle
{
    internal CertificateCursorHandle(IntPtr value)
        : base(value)
    {
    }

    protected override bool ReleaseHandle()
    {
        Cscert.Functions.Certificates.Close(handle);
        return true;
    }
}

internal sealed unsafe class AuditCursorHandle : CscertHandle
{
    internal AuditCursorHandle(IntPtr value)
        : base(value)
    {
    }

    protected override bool ReleaseHandle()
    {
        Cscert.Functions.Audit.Close(handle);
        return true;
    }
}

internal sealed unsafe class BundleHandle : CscertHandle
{
    internal BundleHandle(IntPtr value)
        : base(value)
    {
    }

    protected override bool ReleaseHandle()
    {
        Cscert.Functions.Bundles.Free(handle);
        return true;
    }
}

internal sealed unsafe class ImportHandle : CscertHandle
{
    internal ImportHandle(IntPtr value)
        : base(value)
    {
    }

    protected override bool ReleaseHandle()
    {
        Cscert.Functions.Imports.Free(handle);
        return true;
    }
}
