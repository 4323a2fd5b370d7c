using System.Reflection;
using System.Runtime.CompilerServices;
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
    public static string Of(Delegate code, Type[] keyedBy) => Of(code, keyedBy, []);

    private static string Of(Delegate code, Type[] keyedBy, HashSet<Delegate> known) => SeedKey.Join(
        known.Add(code) ? code.GetInvocationList().SelectMany(each => OfOne(each, keyedBy, known)) : []);

    private static IEnumerable<string> OfOne(Delegate code, Type[] keyedBy, HashSet<Delegate> known)
    {
        var method = code.Method;
        var isNamed = IsNamed(method) && TypesAround(method).All(IsNamed);
        // An inherited method may call what the class of its object overrides.
        var types = new[] { method.DeclaringType, code.Target?.GetType() }.OfType<Type>().Concat(method.GetGenericArguments())
            .SelectMany(WithArguments).ToList();
        var own = keyedBy.Length == 0 || !isNamed ? types.Select(type => type.Module).Prepend(method.Module) : [];
        // Code that was handed to what made this one.
        var captured = isNamed || code.Target is not { } closure
            ? []
            : closure.GetType().GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
                .Select(field => field.GetValue(closure)).OfType<Delegate>();
        return
        [
            // Not the qualified name, in which the assembly's version is: a version alone changes nothing.
            SeedKey.Join(types.Select(type => $"{type.Module.Name} {type}")),
            method.ToString()!,
            SeedKey.Join(keyedBy.Select(type => type.Module).Concat(own)
                .Select(module => $"{module.Name} {module.ModuleVersionId}").Distinct().Order(StringComparer.Ordinal)),
            .. captured.Select(inner => Of(inner, keyedBy, known)),
        ];
    }

    private static IEnumerable<Type> TypesAround(MemberInfo member)
    {
        for (var type = member.DeclaringType; type is not null; type = type.DeclaringType)
            yield return type;
    }

    // Compilers put characters into names of their own that none in the sources has: C# <, Visual Basic $, F# @.
    private static bool IsNamed(MemberInfo member) =>
        member.Name.All(letter => char.IsLetterOrDigit(letter) || letter is '_' or '`')
        && !member.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false);

    private static IEnumerable<Type> WithArguments(Type type) => type.GetGenericArguments().SelectMany(WithArguments).Prepend(type);
}
