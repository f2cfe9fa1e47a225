namespace CsClientCertificate.Model;

/// <summary>A user by key: never reused, never a name, valid in one registry.</summary>
internal readonly record struct UserKey(Guid RegistryId, long Value) : IComparable<UserKey>
{
    public int CompareTo(UserKey other)
    {
        int registries = RegistryId.CompareTo(other.RegistryId);
        return registries != 0 ? registries : Value.CompareTo(other.Value);
    }
}
