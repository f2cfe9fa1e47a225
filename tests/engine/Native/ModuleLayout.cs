using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Native;

/// <summary>The module's structures of the C border, as the runtime lays them out.</summary>
internal static class ModuleLayout
{
    /// <summary>The module's assembly, loaded as Import-Module loads it.</summary>
    public static Assembly Assembly()
    {
        using var session = new Session().ImportModule();
        return session.Run("(Get-Command Get-CsUser).ImplementingType.Assembly").One<Assembly>();
    }

    /// <summary>Lines of the same form as <see cref="HeaderLayout.Of"/>, names as in C# (`NativeText.Length: 8 8`).</summary>
    public static IReadOnlyList<string> Of(Assembly module)
    {
        // A ref struct never crosses the border; a nested one is the inside of a fixed array.
        var structures = module.GetTypes().Where(type =>
            type is { IsValueType: true, IsEnum: false, IsByRefLike: false, IsNested: false, Namespace: "CsClientCertificate.Native" });
        return [.. structures.SelectMany(Lines)];
    }

    private static IEnumerable<string> Lines(Type structure)
    {
        Assert.True(structure.IsLayoutSequential, $"{structure.Name} leaves the order of its fields to the runtime.");
        yield return $"{structure.Name}: {Size(structure)}";
        var fields = structure.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).OrderBy(field => field.MetadataToken);
        foreach (var field in fields)
        {
            yield return $"{structure.Name}.{field.Name}: {Marshal.OffsetOf(structure, field.Name)} {Size(field.FieldType)}";
        }
    }

    // As it lies in memory, which is what the pointers of the border point to; marshalling would make four bytes of a bool.
    private static int Size(Type type) => type.IsPointer
        ? IntPtr.Size
        : (int)typeof(Unsafe).GetMethod(nameof(Unsafe.SizeOf))!.MakeGenericMethod(type).Invoke(null, null)!;
}
