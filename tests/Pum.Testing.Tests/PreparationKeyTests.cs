namespace Pum.Testing.Tests;

/// <summary>Which code of preparations counts as the same.</summary>
[TestClass]
public sealed class PreparationKeyTests
{
    private static readonly Type[][] Keys = [[], [typeof(string)]];

    private static readonly string Build = typeof(PreparationKeyTests).Module.ModuleVersionId.ToString();

    [TestMethod]
    public void Type_arguments_and_overriding_classes_make_different_code()
    {
        foreach (var keyedBy in Keys)
        {
            Differ(keyedBy, Migrate<Shop>, Migrate<Billing>);
            Differ(keyedBy, Local<Shop>(), Local<Billing>());
            Differ(keyedBy, Migrate<List<Shop>>, Migrate<List<Billing>>);
            Differ(keyedBy, new Shop().Prepare, new Billing().Prepare);
            Differ(keyedBy, Generic<Shop>.Migrate, Generic<Billing>.Migrate);
        }
    }

    [TestMethod]
    public void Code_that_other_code_was_handed_or_is_combined_with_counts()
    {
        Action<string> shop = Migrate<Shop>, billing = Migrate<Billing>, other = Migrate<int>;
        foreach (var keyedBy in Keys)
        {
            Differ(keyedBy, Within(shop), Within(billing));
            Differ(keyedBy, other + shop, other + billing);
            Differ(keyedBy, other + shop, shop);
            Assert.AreEqual(PreparationKey.Of(Within(shop), keyedBy), PreparationKey.Of(Within(Migrate<Shop>), keyedBy));
            Assert.AreEqual(PreparationKey.Of(Recursive(), keyedBy), PreparationKey.Of(Recursive(), keyedBy));
        }
    }

    [TestMethod]
    public void The_same_code_has_one_key()
    {
        foreach (var keyedBy in Keys)
        {
            Assert.AreEqual(PreparationKey.Of(Migrate<Shop>, keyedBy), PreparationKey.Of(Migrate<Shop>, keyedBy));
            Assert.AreEqual(PreparationKey.Of(new Shop().Prepare, keyedBy), PreparationKey.Of(new Shop().Prepare, keyedBy));
        }
    }

    [TestMethod]
    public void A_named_method_alone_outlives_a_new_build_of_its_own_assembly()
    {
        Action<string> lambda = static _ => { };

        Assert.Contains(Build, PreparationKey.Of(lambda, [typeof(string)]));
        Assert.Contains(Build, PreparationKey.Of(Local<int>(), [typeof(string)]));
        Assert.DoesNotContain(Build, PreparationKey.Of(Migrate<int>, [typeof(string)]));
        Assert.Contains(Build, PreparationKey.Of(Migrate<int>, []));
        Assert.Contains($"{typeof(string).Module.ModuleVersionId}", PreparationKey.Of(Migrate<int>, [typeof(string)]));
    }

    private static void Differ(Type[] keyedBy, Action<string> one, Action<string> other) =>
        Assert.AreNotEqual(PreparationKey.Of(one, keyedBy), PreparationKey.Of(other, keyedBy));

    private static void Migrate<T>(string connectionString) => _ = typeof(T).Name + connectionString;

    private static Action<string> Within(Action<string> code) => connectionString => code(connectionString);

    private static Action<string> Recursive()
    {
        Action<string>? code = null;
        code = connectionString => code!(connectionString);
        return code;
    }

    private static Action<string> Local<T>()
    {
        return Run;

        static void Run(string connectionString) => Migrate<T>(connectionString);
    }

    private static class Generic<T>
    {
        public static void Migrate(string connectionString) => PreparationKeyTests.Migrate<T>(connectionString);
    }

    private abstract class Database
    {
        public void Prepare(string connectionString) => Migrate<string>(connectionString + Name);

        protected abstract string Name { get; }
    }

    private sealed class Shop : Database
    {
        protected override string Name => nameof(Shop);
    }

    private sealed class Billing : Database
    {
        protected override string Name => nameof(Billing);
    }
}
