namespace CsClientCertificate.Commands;

// Taking the input in: files, text and objects become staged entries.
public sealed partial class ImportCsUserCommand
{
    private const string TextSource = "pipeline text";

    private readonly LdifText text = new();
    private long objectIndex;

    private InputFiles Files => new(this, ReportUnreadable);

    private void StageInput(PSObject? input)
    {
        switch (input?.BaseObject)
        {
            case null:
                // What `ldapsearch … | Import-CsUser` never brings; a null among objects holds no attribute.
                break;
            case string line:
                text.Append(line);
                if (text.IsFull)
                {
                    StageText(last: false);
                }

                break;
            case FileInfo file:
                EndText();
                StageFiles(Files.Literal([file.FullName]));
                break;
            case DirectoryInfo folder:
                ReportUnreadable(
                    new InputException(ErrorKind.FileNotFound, $"\"{folder.FullName}\" is a folder. Specify the LDIF files in it."),
                    folder.FullName);
                break;
            default:
                StageObject(input);
                break;
        }
    }

    private void StageObject(PSObject input)
    {
        objectIndex++;
        long start = StepTimes.Now;
        Require(import!.AddObject(objectIndex, DirectoryObject.Attributes(input, StopIfAsked)), input);
        Steps.Add("take objects in", start);
        TellNotices(input);
    }

    private void StageText(bool last)
    {
        Require(import!.AddLdif(TextSource, text.Buffer, text.Count, last), null);
        text.Clear();
        TellNotices(null);
    }

    private void EndText()
    {
        if (text.IsOpen)
        {
            StageText(last: true);
            text.Close();
        }
    }

    private void StageFiles(IEnumerable<string> files)
    {
        foreach (string file in files)
        {
            try
            {
                StageFile(file);
            }
            catch (InputException failure)
            {
                ReportUnreadable(failure, file);
            }
        }
    }

    private void StageFile(string path)
    {
        using LdifFile file = LdifFile.Open(path);
        var progress = new ProgressMeter(this, "Reading " + path);
        do
        {
            StopIfAsked();
            long start = StepTimes.Now;
            file.Read();
            Steps.Add("read files", start);
            start = StepTimes.Now;
            Require(import!.AddLdif(path, file.Buffer, file.Count, last: file.Count == 0), path);
            Steps.Add("take LDIF in", start);
            TellNotices(path);
            progress.Show(file.Position, file.Length, $"{file.Position / 1024 / 1024} MiB");
        }
        while (file.Count > 0);

        progress.Complete();
    }

    // Users whose export could not be read are not gone: the import must know, in case of -Prune.
    private void ReportUnreadable(CsCertificateException failure, string source)
    {
        if (import is not null)
        {
            Require(import.AddUnreadable(source), source);
        }

        Report(failure, source);
    }

    private void TellNotices(object? target)
    {
        Require(import!.TakeNotices(out IReadOnlyList<ImportNotice> notices), target);
        foreach (ImportNotice notice in notices)
        {
            string message = ShownText.Of(notice.Place.Length == 0 ? notice.Message : $"{notice.Place}: {notice.Message}");
            switch (notice.Severity)
            {
                case NativeSeverity.Error:
                    Report(notice.Failure, target ?? notice.Source);
                    break;
                case NativeSeverity.Warning:
                    WriteWarning(message);
                    break;
                default:
                    WriteVerbose(message);
                    break;
            }
        }
    }
}
