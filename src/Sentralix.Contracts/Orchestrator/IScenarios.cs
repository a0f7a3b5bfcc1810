using System.Text.Json;
using Refit;

namespace Sentralix.Contracts.Orchestrator;

/// <summary>Scenarios and their immutable versions. Standard contract of Orchestrator.</summary>
[Contract("orchestrator")]
public interface IScenarios
{
    /// <summary>Stores a new version of the scenario that the document names by its <c>id</c>, after validating it.</summary>
    /// <returns>201; 400 with every fault by its path in the document; <c>no_changes</c> (409) when it equals the last version.</returns>
    [Post("/orchestrator/v1/scenarios"), Scope("scenarios:write"), Answers(201)]
    Task<Result<ScenarioVersion>> Store([Body] JsonElement document, CancellationToken cancellation);

    /// <summary>What is wrong with a document, without storing it.</summary>
    [Post("/orchestrator/v1/scenarios/validate"), Scope("scenarios:read")]
    Task<Result<ScenarioCheck>> Check([Body] JsonElement document, CancellationToken cancellation);

    /// <summary>Scenarios with their latest version, by id.</summary>
    [Get("/orchestrator/v1/scenarios"), Scope("scenarios:read")]
    Task<Result<Page<ScenarioVersion>>> List(int limit = 50, string? after = null, CancellationToken cancellation = default);

    /// <summary>A version: <c>{id}@{n}</c>, or the latest by <c>{id}</c>.</summary>
    [Get("/orchestrator/v1/scenarios/{id}"), Scope("scenarios:read")]
    Task<Result<ScenarioVersion>> Get(string id, CancellationToken cancellation);
}

/// <summary>A frozen scenario.</summary>
/// <param name="Ref"><c>{id}@{n}</c>: what an assistant's configuration pins.</param>
/// <param name="Id">The scenario.</param>
/// <param name="Version">From 1.</param>
/// <param name="Name">Its name.</param>
/// <param name="Document">The document; null in lists.</param>
/// <param name="CreatedAt">When.</param>
public sealed record ScenarioVersion(string Ref, string Id, int Version, string Name, JsonElement? Document, DateTimeOffset CreatedAt);

/// <summary>The outcome of a check.</summary>
public sealed record ScenarioCheck(bool Valid, IReadOnlyList<ScenarioFault> Faults);

/// <summary>A fault of a scenario document.</summary>
/// <param name="Code">Stable: <c>E001</c> …</param>
/// <param name="Path">Where: <c>nodes.answer.next</c>.</param>
/// <param name="Message">What.</param>
public sealed record ScenarioFault(string Code, string Path, string Message);
