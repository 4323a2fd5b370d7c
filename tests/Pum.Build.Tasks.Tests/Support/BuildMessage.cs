namespace Pum.Build.Tasks.Tests.Support;

/// <summary>An error or a warning as a build prints it: <c>FILE(LINE): error PUMnnnn: text</c>.</summary>
internal sealed record BuildMessage(string File, int Line, string Kind, string Code, string Text);
