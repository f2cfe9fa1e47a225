namespace CsClientCertificate.Bench.Data;

/// <summary>Names as long as names are, made of syllables so that a million of them differ.</summary>
internal static class Names
{
    public const int GivenCount = 256;
    public const int SurnameCount = 4096;

    private static readonly string[] GivenStarts =
        ["Mar", "Jo", "An", "Chri", "Pi", "Da", "El", "Fran", "Gab", "Hel", "Isa", "Kar", "Lau", "Mi", "Nat", "Ro"];

    private static readonly string[] GivenEnds =
        ["ia", "hn", "na", "sto", "lar", "vid", "len", "kie", "riel", "ena", "belle", "in", "ra", "chael", "han", "bert"];

    private static readonly string[] SurnameStarts =
    [
        "Acker", "Ander", "Bar", "Berg", "Brown", "Carl", "Cook", "Davi", "Dun", "Ek", "Eng", "Fisch", "Ford", "Gard", "Gold", "Green",
        "Haas", "Han", "Harr", "Holm", "Hugh", "Ing", "Jack", "Jen", "John", "Kauf", "Kel", "King", "Kir", "Lam", "Lar", "Lind",
        "Mac", "Mart", "Mill", "Mor", "Nel", "Nor", "Ol", "Os", "Park", "Pat", "Peter", "Phil", "Ras", "Reed", "Rich", "Rob",
        "Sand", "Schmid", "Smith", "Steven", "Stone", "Thom", "Thor", "Turn", "Vaugh", "Wag", "Walk", "Watt", "White", "Wil", "Wood", "Young",
    ];

    private static readonly string[] SurnameEnds =
    [
        "man", "son", "er", "ley", "ton", "berg", "stein", "strom", "sen", "quist", "field", "ford", "bury", "ham", "well", "worth",
        "dale", "gren", "holt", "house", "ing", "ins", "kamp", "land", "lund", "mann", "mark", "mer", "meyer", "more", "nel", "ney",
        "over", "por", "rick", "ridge", "rose", "rup", "sby", "sell", "shaw", "smith", "sted", "stone", "ter", "thal", "thorpe", "tor",
        "vall", "ved", "ville", "wald", "ward", "way", "wick", "win", "wood", "wright", "yard", "zell", "ak", "eau", "ez", "ov",
    ];

    private static readonly string[] Departments =
    [
        "Finance", "Sales", "IT", "Marketing", "Human Resources", "Legal", "Research", "Operations", "Logistics", "Purchasing", "Support",
        "Engineering", "Quality", "Facilities", "Security", "Communications", "Training", "Audit", "Treasury", "Design", "Planning", "Service", "Board",
    ];

    private static readonly string[] Titles =
    [
        "Manager", "Director", "Assistant", "Engineer", "Senior Engineer", "Analyst", "Accountant", "Administrator", "Consultant", "Specialist",
        "Coordinator", "Representative", "Technician", "Architect", "Clerk", "Lawyer", "Vice President",
    ];

    private static readonly string[] Cities =
        ["Redmond", "London", "Berlin", "Paris", "Tokyo", "Zurich", "Madrid", "Oslo", "Sydney", "Toronto", "Dublin"];

    public static string Given(int number) => GivenStarts[number / 16] + GivenEnds[number % 16];

    public static string Surname(int number) => SurnameStarts[number / 64] + SurnameEnds[number % 64];

    public static string Department(int number) => Departments[number];

    public static string Title(int number) => Titles[number];

    public static string City(int number) => Cities[number];
}
