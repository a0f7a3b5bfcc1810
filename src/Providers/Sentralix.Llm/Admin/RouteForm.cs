using Sentralix.Contracts;
using Sentralix.Contracts.Llm;
using Sentralix.Llm.Extract;

namespace Sentralix.Llm.Admin;

/// <summary>What is wrong with a route beyond the form of its fields: everything at once.</summary>
internal static class RouteForm
{
    private static readonly Refusal WithoutVectors = Refusal.NotInstalled("knowledge") with
    {
        Detail = "Answers are found by likeness in Knowledge's vectors, and Knowledge keeps none here: leave cache_similarity out.",
    };

    public static Refusal? Check(WriteModelRoute body, KnownProviders providers)
    {
        var faults = new Faults();
        faults.When(body.Model == ExtractModel.Id, "model", "is the name of the embedded model");
        for (var i = 0; i < body.Targets.Count; i++)
        {
            var field = $"targets[{i}].provider";
            if (providers.Find(body.Targets[i].Provider) is not { } provider) faults.Add(field, "is not a provider that you have");
            else if (provider.IsBuiltin && body.Targets[i].Model != ExtractModel.Name) faults.Add($"targets[{i}].model", $"must be {ExtractModel.Name}, which is all that this provider has");
            else if (body.Residency is { } country && !provider.IsIn(country)) faults.Add(field, $"does not say that it processes in {country}");
        }

        for (var i = 0; i < body.Guards.Count; i++) GuardKinds.Check(faults, $"guards[{i}]", body.Guards[i]);
        return faults.Refusal ?? (body.CacheSimilarity is null ? null : WithoutVectors);
    }
}
