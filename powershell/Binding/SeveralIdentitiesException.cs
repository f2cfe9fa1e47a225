namespace CsClientCertificate.Binding;

/// <summary>A list where one identity is asked for.</summary>
internal sealed class SeveralIdentitiesException : UnreadableIdentityException
{
    internal SeveralIdentitiesException()
        : base("-Identity is one value, and this is a list of values. Unroll the list: pipe its elements one by one (Get-Content without -ReadCount; for a list in a variable, $list | ForEach-Object { $_ }).")
    {
    }
}
