namespace CsClientCertificate.Registry;

/// <summary>A user whom the directory no longer holds, and whose certificates are still valid.</summary>
internal readonly unsafe struct FormerUser
{
    internal FormerUser(NativeUser* row)
    {
        DistinguishedName = row->DistinguishedName.ToStringOrNull() ?? string.Empty;
        ObjectGuid = (row->Flags & NativeUserFlags.HasObjectGuid) == 0 ? null : NativeBytes.Guid(row->ObjectGuid);
    }

    internal string DistinguishedName { get; }

    internal Guid? ObjectGuid { get; }

    /// <summary>The user, for messages.</summary>
    /// <returns>The distinguished name, and the objectGUID where there is one.</returns>
    public override string ToString() =>
        ObjectGuid is Guid guid ? $"\"{DistinguishedName}\" (objectGUID {guid})" : $"\"{DistinguishedName}\"";
}
