namespace CsClientCertificate.Native;

/// <summary><c>cscert_completion</c>: borrowed until the next call on the registry.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeCompletion
{
    internal NativeText Text;
    internal NativeText Name;
    internal NativeText SipAddress;
    internal NativeText RegistrarPool;
}

/// <summary>Users by the beginning of a name.</summary>
internal sealed unsafe class CompletionFunctions
{
    internal readonly delegate* unmanaged[Cdecl]<IntPtr, NativeText, UIntPtr, NativeCompletion**, UIntPtr*, NativeError**, NativeStatus> Complete;

    internal CompletionFunctions(NativeModule module)
    {
        Complete = (delegate* unmanaged[Cdecl]<IntPtr, NativeText, UIntPtr, NativeCompletion**, UIntPtr*, NativeError**, NativeStatus>)module.Symbol("cscert_complete");
    }
}
