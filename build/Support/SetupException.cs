namespace Pum.Build.Support;

/// <summary>Ends a script with one message for its reader, without a stack trace.</summary>
public sealed class SetupException(string message) : Exception(message);
