using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Sentralix.Platform.Storage;
using Xunit;

namespace Sentralix.Platform.Tests.Storage;

/// <summary>Units of work that are the first of their model, all at once, as when a host starts.</summary>
public sealed class ModelRaceTests
{
    private const int Threads = 8;

    [Fact]
    public async Task Units_of_work_that_begin_together_find_a_whole_model()
    {
        for (var model = 0; model < 30; model++)
        {
            var options = new DbContextOptionsBuilder<FirstDbContext>().UseSqlite("Data Source=:memory:").ReplaceService<IModelCacheKeyFactory, ModelOfEachNumber>().Options;
            using var together = new Barrier(Threads);
            await Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Factory.StartNew(
                () =>
                {
                    using var db = new FirstDbContext(options, model);
                    together.SignalAndWait();

                    // Whoever comes while the first one is still at it.
                    Thread.Sleep(thread * 3);
                    db.Begin("one", isSystem: false);
                    Assert.Contains("SELECT", db.WorkItems.Where(item => item.Kind == "none").ToQueryString(), StringComparison.Ordinal);
                },
                CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        }
    }

    private sealed class FirstDbContext(DbContextOptions options, int number) : ServiceDbContext(options)
    {
        public int Number => number;

        public override string Service => "first";

        protected override void ModelTables(ModelBuilder modelBuilder)
        {
        }
    }

    private sealed class ModelOfEachNumber : IModelCacheKeyFactory
    {
        public object Create(DbContext context, bool designTime) => (((FirstDbContext)context).Number, designTime);
    }
}
