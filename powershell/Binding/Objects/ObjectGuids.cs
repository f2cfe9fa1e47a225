namespace CsClientCertificate.Binding;

/// <summary>
/// Reads an object's objectGUID, by whatever name and in whatever shape it came. Names move from one account to the next, and an
/// objectGUID does not: who carries one is meant by it alone.
/// </summary>
internal static class ObjectGuids
{
    internal const string ObjectGuidProperty = "ObjectGUID";
    internal const string ObjectIdProperty = "ObjectId";
    internal const string GuidProperty = "Guid";

    private const int Length = 16;

    /// <summary>The objectGUID; null if the object carries none.</summary>
    /// <exception cref="ArgumentException">What stands in its place cannot be read as one: whom it means, nobody knows.</exception>
    internal static Guid? Of(object value)
    {
        object? named = Members.Value(value, ObjectGuidProperty);
        if (Read(named) is Guid guid)
        {
            return guid;
        }

        if (!IsBlank(named))
        {
            throw new UnreadableIdentityException(
                $"The property {ObjectGuidProperty} of the object given as an identity is not a valid objectGUID. Specify a GUID, its text or its {Length} bytes, or leave the property out.");
        }

        // Many things have an id: only what is a GUID is taken for one here.
        return Read(Members.Value(value, ObjectIdProperty)) ?? Read(Members.Value(value, GuidProperty));
    }

    /// <summary>Whether there is no objectGUID by that name.</summary>
    internal static bool IsAbsent(object value, string property) => IsBlank(Members.Value(value, property));

    internal static Guid? Read(object? value) => Members.Unwrap(value) switch
    {
        Guid guid => guid,
        byte[] { Length: Length } bytes => new Guid(bytes),
        string text when Guid.TryParse(text, out Guid guid) => guid,
        IList list => OfList(list),
        _ => null,
    };

    // A collection of values, as directory modules have it, with the one that there can be; or bytes that JSON made numbers of.
    private static Guid? OfList(IList list)
    {
        if (list.Count == 1)
        {
            return Read(list[0]);
        }

        return list.Count == Length && Members.Bytes(list) is byte[] bytes ? new Guid(bytes) : null;
    }

    // Export-Csv writes the type's name in the place of bytes.
    private static bool IsBlank(object? value) => Members.Unwrap(value) switch
    {
        null or DBNull => true,
        string text => string.IsNullOrWhiteSpace(text) || DirectoryValue.IsNameOfCollection(text),
        ICollection values => values.Count == 0,
        _ => false,
    };
}
