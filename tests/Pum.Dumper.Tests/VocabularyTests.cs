using System.Text.RegularExpressions;

namespace Pum.Dumper.Tests;

/// <summary>
/// The engine serves other callers than MSBuild: what only a user of MSBuild can do, the tasks say (<c>CallersAdvice</c>).
/// </summary>
[TestClass]
public sealed partial class VocabularyTests
{
    [TestMethod]
    public void The_engine_says_nothing_in_words_of_MSBuild() => Assert.AreEqual("", string.Join('\n',
        from file in EngineFile.ReadAll()
        from literal in StringLiterals.In(file.Text)
        where MSBuildWord().IsMatch(literal.Text)
        select $"{file.Path}({literal.Line}): {literal.Text}"));

    [TestMethod]
    [DataRow("With -v:n, more follows.")]
    [DataRow("List it in NoWarn.")]
    [DataRow("PumRestore waits.")]
    [DataRow("The property PumService names it.")]
    [DataRow("Check the path; it counts from the project.")]
    [DataRow("See the build's messages.")]
    [DataRow("The task decides that.")]
    public void A_word_of_MSBuild_is_seen(string text) => StringAssert.Matches(text, MSBuildWord());

    [GeneratedRegex(@"-v:|NoWarn|MSBuild|\bPum(Dump|Restore|[A-Z]\w+)\b|\b[Tt]he (build|task|project)\b")]
    private static partial Regex MSBuildWord();
}
