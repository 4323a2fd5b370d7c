using Microsoft.Build.Utilities;
using Pum.Build.Tasks.Parameters;
using Pum.Dumper;
using Pum.Dumper.Failures;
using Pum.Dumper.Parameters;

namespace Pum.Build.Tasks.Tests;

[TestClass]
public sealed class ParameterTests
{
    [TestMethod]
    public void Every_parameter_given_as_an_empty_string_behaves_as_absent()
    {
        Assert.AreEqual(
            new PumDump { File = new TaskItem("a") }.Request(Run(new PumDump())), Emptied<PumDump>().Request(Run(Emptied<PumDump>())));
        Assert.AreEqual(new PumRestore { File = new TaskItem("a") }.Request(Run(new PumRestore())), Emptied<PumRestore>().Request(
            Run(Emptied<PumRestore>())));
    }

    [TestMethod]
    public void An_empty_File_is_an_error_of_its_own()
    {
        var failure = Failure(() => new PumDump { File = new TaskItem("") }.Request(Run(new PumDump())));

        Assert.AreEqual("PUM1001", failure.Code);
        Assert.AreEqual("File is missing or empty. Say where the dump goes, for instance File=\"snap.dump\", or -p:PumFile=snap.dump for the targets PumDump and PumRestore.", failure.Text);
    }

    [TestMethod]
    [DataRow("a;tmp_*", "a|tmp_*")]
    [DataRow("\"Mixed;Name\";b", "\"Mixed;Name\"|b")]
    [DataRow("\"with \"\" quote;\";b", "\"with \"\" quote;\"|b")]
    [DataRow(" a ;; \n b ", "a|b")]
    [DataRow("", "")]
    [DataRow(" ; ", "")]
    [DataRow(@"a\d", @"a\d")]
    public void Lists_split_at_semicolons_outside_of_double_quotes(string value, string expected) =>
        Assert.AreEqual(expected, string.Join('|', ListParameter.Parse("Schemas", value)));

    [TestMethod]
    public void A_list_with_an_open_quote_is_refused() =>
        Assert.AreEqual("PUM1001", Failure(() => ListParameter.Parse("Schemas", "a;\"b")).Code);

    [TestMethod]
    [DataRow("250", 250)]
    [DataRow("250ms", 250)]
    [DataRow("30s", 30_000)]
    [DataRow(" 1.5 min ", 90_000)]
    [DataRow("2h", 7_200_000)]
    [DataRow("1d", 86_400_000)]
    [DataRow("0", 0)]
    public void Durations_are_milliseconds_or_take_a_unit(string value, int expected) =>
        Assert.AreEqual(expected, DurationParameter.Milliseconds("Timeout", value));

    [TestMethod]
    [DataRow("15", 15)]
    [DataRow("500ms", 1)]
    [DataRow("2min", 120)]
    public void Durations_in_seconds_round_up(string value, int expected) =>
        Assert.AreEqual(expected, DurationParameter.Seconds("ConnectTimeout", value));

    [TestMethod]
    [DataRow("soon")]
    [DataRow("-1")]
    [DataRow("5 m")]
    [DataRow("1e3")]
    [DataRow("30S")]
    [DataRow("25d")]
    [DataRow("99999999999999999999999999999999999")]
    public void What_is_no_duration_is_refused_with_its_parameter(string value)
    {
        var failure = Failure(() => DurationParameter.Milliseconds("Timeout", value));

        Assert.AreEqual("PUM1001", failure.Code);
        Assert.Contains("Timeout", failure.Message);
        Assert.Contains(value, failure.Message);
    }

    [TestMethod]
    [DataRow("auto", null)]
    [DataRow("AUTO", null)]
    [DataRow("", null)]
    [DataRow("3", 3)]
    public void Jobs_is_a_number_or_auto(string value, int? expected) => Assert.AreEqual(expected, JobsParameter.Parse(value));

    [TestMethod]
    [DataRow("0")]
    [DataRow("-2")]
    [DataRow("many")]
    [DataRow("2.5")]
    public void Other_jobs_are_refused(string value) => Assert.AreEqual("PUM1001", Failure(() => JobsParameter.Parse(value)).Code);

    [TestMethod]
    public void What_a_user_says_of_owners_is_told_from_silence()
    {
        var silent = new PumRestore { File = new TaskItem("a") };
        var said = new PumRestore { File = new TaskItem("a"), NoOwner = true, NoTablespaces = false };

        Assert.IsTrue(silent.NoOwner && silent.NoPrivileges && silent.NoTablespaces && silent.NoSubscriptions);
        Assert.IsNull(silent.Request(Run(silent)).NoOwner);
        Assert.IsTrue(said.Request(Run(said)).NoOwner);
        Assert.IsFalse(said.Request(Run(said)).NoTablespaces);
        Assert.IsNull(said.Request(Run(said)).NoPrivileges);
    }

    [TestMethod]
    public void Outputs_keep_characters_that_MSBuild_would_take_for_its_own()
    {
        var item = OutputItem.Of("/tmp/50%41 (a);b$@'.dump", new() { ["ConnectionString"] = "Host=a;Database=b%20" });

        Assert.AreEqual("/tmp/50%41 (a);b$@'.dump", item.ItemSpec);
        Assert.AreEqual("Host=a;Database=b%20", item.GetMetadata("ConnectionString"));
    }

    private static TaskRun Run(PostgresTask task) => task.Run(HostEnvironment.Current("/project"));

    private static T Emptied<T>() where T : PostgresTask, new()
    {
        var task = new T();
        foreach (var parameter in TaskShapeTests.Parameters(typeof(T)))
        {
            if (parameter.PropertyType == typeof(string))
                parameter.SetValue(task, "");
            else if (parameter.Name == "File")
                parameter.SetValue(task, new TaskItem("a"));
            else if (parameter.PropertyType == typeof(Microsoft.Build.Framework.ITaskItem))
                parameter.SetValue(task, new TaskItem(""));
        }
        return task;
    }

    private static PumFailure Failure(Action action) => Assert.ThrowsExactly<PumFailureException>(action).Failure;
}
