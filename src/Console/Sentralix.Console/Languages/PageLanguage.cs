using Microsoft.AspNetCore.Http;

namespace Sentralix.Console.Languages;

/// <summary>Which of the page's languages a visitor reads: <c>?lang=</c>, else the best of <c>Accept-Language</c>, else English.</summary>
internal static class PageLanguage
{
    public const string Russian = "ru";
    public const string English = "en";

    public static string Of(HttpRequest request)
    {
        if (request.Query["lang"].ToString() is Russian or English) return request.Query["lang"].ToString();
        return request.GetTypedHeaders().AcceptLanguage
            .OrderByDescending(wish => wish.Quality ?? 1)
            .Select(wish => wish.Value.ToString().Split('-')[0].ToLowerInvariant())
            .FirstOrDefault(language => language is Russian or English) ?? English;
    }
}
