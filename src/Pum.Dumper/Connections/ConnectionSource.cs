using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Connections;

/// <summary>A connection string that was written somewhere, read.</summary>
/// <param name="Values">What it says.</param>
/// <param name="Subject">How a sentence about it begins.</param>
/// <param name="Display">What the line that names the target calls it.</param>
/// <param name="MayNeedEscaping">Whether the caller may have decoded what was to stay escaped.</param>
internal sealed partial record ConnectionSource(ImmutableArray<KeywordValue> Values, string Subject, string Display, bool MayNeedEscaping)
{
    /// <summary>What it says to Npgsql alone.</summary>
    public ImmutableArray<KeywordValue> Tuning { get; private init; } = [];

    /// <summary>Reads the connection string of a request, or gives <see langword="null"/> where it has none.</summary>
    /// <exception cref="PumFailureException">PUM1001, PUM1002.</exception>
    public static ConnectionSource? Of(ConnectionRequest request, HostEnvironment environment)
    {
        var given = new[]
            {
                (Name: nameof(request.Service), Value: request.Service),
                (Name: nameof(request.ConnectionString), Value: request.ConnectionString),
                (Name: nameof(request.ConnectionStringVariable), Value: request.ConnectionStringVariable),
            }
            .Where(parameter => !string.IsNullOrEmpty(parameter.Value)).Select(parameter => parameter.Name).ToArray();
        if (given.Length > 1)
            throw new PumFailureException(ParameterFailures.SeveralConnections(given));
        return given switch
        {
            [nameof(request.ConnectionString)] =>
                Read(
                    request.ConnectionString!,
                    "ConnectionString",
                    "ConnectionString",
                    isProjectValue: true,
                    ParameterFailures.ConnectionStringIsBareWord()),
            [nameof(request.ConnectionStringVariable)] => FromVariable(request.ConnectionStringVariable!, environment),
            _ => null,
        };
    }

    /// <summary>
    /// Whether a value is nothing but a reference to another variable, <c>$(NAME)</c>, <c>${NAME}</c> or <c>$NAME</c>: build servers
    /// leave it as it is written where there is no such variable, or where a secret is withheld.
    /// </summary>
    public static bool IsReference(string text) => Reference().IsMatch(text);

    private static ConnectionSource FromVariable(string variable, HostEnvironment environment)
    {
        if (variable.Any(letter => letter is '=' or '@' || char.IsWhiteSpace(letter)) || variable.Contains("://", StringComparison.Ordinal))
            throw new PumFailureException(ParameterFailures.VariableIsConnectionString());
        var text = environment[variable] ?? throw new PumFailureException(ConnectionFailures.VariableNotSet(variable));
        return string.IsNullOrWhiteSpace(text)
            ? throw new PumFailureException(ConnectionFailures.VariableEmpty(variable))
            : IsReference(text) ? throw new PumFailureException(ConnectionFailures.VariableNotReplaced(variable))
            : Read(text, $"The connection string in the environment variable {variable}", $"environment variable {variable}",
                isProjectValue: false, ParameterFailures.ConnectionVariableIsBareWord(variable));
    }

    private static ConnectionSource Read(string text, string subject, string display, bool isProjectValue, PumFailure bareWord)
    {
        // Secrets come with a line break where a file was read into a variable, and with spaces where XML was wrapped.
        var trimmed = text.Trim();
        var mayNeedEscaping = isProjectValue && ConnectionUri.IsUri(trimmed) && ConnectionUri.HoldsEscapeWorthy(trimmed);
        if (!ConnectionUri.IsUri(trimmed) && !trimmed.Contains('=', StringComparison.Ordinal))
            throw new PumFailureException(bareWord);
        try
        {
            return new(ConnectionStringReader.Read(trimmed), subject, display, mayNeedEscaping)
            {
                Tuning = ConnectionStringReader.ReadTuning(trimmed),
            };
        }
        catch (ConnectionFormatException exception)
        {
            throw ConnectionResolver.Malformed(subject, exception, mayNeedEscaping);
        }
    }

    // https://learn.microsoft.com/azure/devops/pipelines/process/variables#macro-syntax-variables
    [GeneratedRegex(@"^\s*\$(\([\w.-]+\)|\{\w+\}|[A-Za-z_]\w*)\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Reference();
}
