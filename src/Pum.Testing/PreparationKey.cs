using Pum.Dumper.Seeding;

namespace Pum.Testing;

/// <summary>What tells code that prepares a template from any other, and from its own earlier builds.</summary>
internal static class PreparationKey
{
    /// <summary>
    /// The key. With types to key by, a new build of the code's own assembly counts only for code without a name, a lambda for instance:
    /// the compiler numbers it by its place, so that the next build may give its number to other code.
    /// </summary>
    /// <param name="code">The code.</param>
    /// <param name="keyedBy">Types of the assemblies on which the result depends.</param>
    public static string Of(Delegate code, Type[] keyedBy)
    {
        var method = code.Method;
        // An inherited method may call what the class of its object overrides.
        var types = new[] { method.DeclaringType, code.Target?.GetType() }.OfType<Type>().Concat(method.GetGenericArguments())
            .SelectMany(WithArguments).ToList();
        var own = keyedBy.Length == 0 || method.Name.StartsWith('<') ? types.Select(type => type.Module).Prepend(method.Module) : [];
        return SeedKey.Join(
        [
            // Not the qualified name, in which the assembly's version is: a version alone changes nothing.
            SeedKey.Join(types.Select(type => $"{type.Module.Name} {type}")),
            method.ToString()!,
            SeedKey.Join(keyedBy.Select(type => type.Module).Concat(own)
                .Select(module => $"{module.Name} {module.ModuleVersionId}").Distinct().Order(StringComparer.Ordinal)),
        ]);
    }

    private static IEnumerable<Type> WithArguments(Type type) => type.GetGenericArguments().SelectMany(WithArguments).Prepend(type);
}
