import dev.handwright.sdk.Computer;
import dev.handwright.sdk.Drive;
import dev.handwright.sdk.DriveFile;
import dev.handwright.sdk.WorkflowException;

// Fetches a patient's record from the clinic portal, by mouse and keyboard in a real browser.
//
// The only feedback of such a blind workflow is what arrives in Downloads. So each step is
// repeated until its file is there, and the file says what it belongs to: a lost keystroke
// makes one more attempt, not a wrong result.

static final int ICON_X = 28, ICON_Y = 748; // Chromium in the taskbar, on a screen of 1024x768
static final String USER = "reception"; // of the demo; real ones go into SecureParams
static final String PASSWORD = "clinic-demo";
static final int ATTEMPTS = 4;

// region models
record Params(String PATIENT_NAME, Optional<String> PORTAL_URL) {}

record Result(
        String number,
        String name,
        String birth_date,
        String blood_group,
        List<String> allergies,
        List<String> medication,
        String last_visit) {}

/** What the portal exports of a search. */
record Found(String query, List<Line> patients) {}

record Line(String number, String name) {}
// endregion

final Computer computer = new Computer();
final Drive downloads = computer.drive("~/Downloads");

// region run
Result run(Params params) throws IOException {
    var portal = params.PORTAL_URL().orElse("http://10.0.2.2:8090"); // the server's machine
    var number = find(portal, params.PATIENT_NAME().strip());
    var record = fetch(number + "*.json", _ -> true, () -> open(number)).readJson(Result.class);
    var pdf = fetch(number + "*.pdf", _ -> true, this::downloadPdf).readBytes();
    Files.write(Path.of("/assets", number + ".pdf"), pdf);
    return record;
}
// endregion

/** Signs in, searches, and returns the number of the one patient of that name. */
String find(String portal, String name) {
    var listed =
            fetch(
                            "patients*.json",
                            it -> it.readJson(Found.class).query().equals(name),
                            () -> search(portal, name))
                    .readJson(Found.class)
                    .patients();
    var found = listed.stream().filter(it -> it.name().equalsIgnoreCase(name)).toList();
    if (found.size() == 1) {
        return found.getFirst().number();
    }
    if (!found.isEmpty()) {
        throw new WorkflowException("%d patients are named %s.".formatted(found.size(), name));
    }
    var near = listed.stream().map(Line::name).collect(Collectors.joining(", "));
    throw new WorkflowException(
            "The portal has no patient named %s.".formatted(name)
                    + (near.isEmpty() ? "" : " Close: %s.".formatted(near)));
}

void search(String portal, String name) {
    IO.println("Opening Chromium");
    computer.clickAt(ICON_X, ICON_Y); // a new window, whatever is open already
    computer.waitUntilStill(Duration.ofMillis(1500), Duration.ofSeconds(30));
    IO.println("Signing in");
    computer.press("ctrl+l");
    computer.type(portal + "/");
    computer.press("Delete"); // what the address bar may have added
    enter("");
    computer.type(USER);
    computer.press("Tab");
    enter(PASSWORD);
    IO.println("Searching " + name);
    enter(name);
    computer.press("alt+l");
}

void open(String number) {
    IO.println("Opening the record of " + number);
    computer.press("alt+s");
    computer.press("ctrl+a");
    enter(number);
    computer.press("alt+j");
}

void downloadPdf() {
    IO.println("Downloading the PDF");
    computer.press("alt+p");
}

// region fetch
/** Does the step until a file that fits lies in Downloads. */
DriveFile fetch(String pattern, Predicate<DriveFile> fits, Runnable step) {
    for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
        step.run();
        long patience = System.nanoTime() + Duration.ofSeconds(8L * attempt).toNanos();
        while (System.nanoTime() < patience) {
            for (var file : downloads.files(pattern)) {
                if (file.size() > 0 && fits.test(file)) {
                    return file;
                }
            }
            computer.waitUntilStill(Duration.ofMillis(200), Duration.ofSeconds(1));
        }
        IO.println("No " + pattern + " yet, trying again");
    }
    throw new WorkflowException(
            "The portal did not answer: no %s after %d attempts.".formatted(pattern, ATTEMPTS));
}
// endregion

/** Types, presses Return, and waits for the picture; the loading sign keeps it moving. */
void enter(String text) {
    if (!text.isEmpty()) {
        computer.type(text);
    }
    computer.press("Return");
    computer.waitUntilStill(Duration.ofMillis(400), Duration.ofSeconds(10));
}
