using System.CommandLine;

namespace Pum.Tool.Options;

/// <summary>Makes the options, each named after a parameter of the engine.</summary>
internal static class PumOption
{
    /// <summary>
    /// A value. An empty one is no value: <c>-s "$SERVICE"</c> without such a variable must not lead to another server.
    /// </summary>
    public static Option<string?> Text(string parameter, string helpName, string description, params string[] aliases) =>
        WithoutEmptyValue(new Option<string?>(OptionName.Of(parameter), aliases) { Description = description, HelpName = helpName });

    /// <summary>A value that may be given several times.</summary>
    public static Option<string[]> List(string parameter, string description, params string[] aliases) =>
        WithoutEmptyValue(new Option<string[]>(OptionName.Of(parameter), aliases)
        {
            Description = description,
            HelpName = "PATTERN",
            Arity = ArgumentArity.OneOrMore,
            DefaultValueFactory = _ => [],
        });

    /// <summary>A switch that is off until it is given.</summary>
    public static Option<bool> Flag(string parameter, string description, params string[] aliases) =>
        new(OptionName.Of(parameter), aliases) { Description = description };

    /// <summary>A switch that is on until it is given as <c>false</c>; <see langword="null"/> where it is not given.</summary>
    public static Option<bool?> Convention(string parameter, string description, params string[] aliases) =>
        new(OptionName.Of(parameter), aliases) { Description = $"{description} Default: true.", HelpName = "true|false" };

    private static TOption WithoutEmptyValue<TOption>(TOption option)
        where TOption : Option
    {
        option.Validators.Add(result =>
        {
            if (result.Tokens.Any(token => token.Value.Length == 0))
                result.AddError($"Option '{result.IdentifierToken?.Value}' has an empty value.");
        });
        return option;
    }
}
