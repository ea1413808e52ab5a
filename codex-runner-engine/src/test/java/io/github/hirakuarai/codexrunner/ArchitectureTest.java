package io.github.hirakuarai.codexrunner;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import io.github.hirakuarai.codexrunner.disk.BootClock;
import io.github.hirakuarai.codexrunner.disk.Journal;
import io.github.hirakuarai.codexrunner.git.Mirror;
import io.github.hirakuarai.codexrunner.model.Brief;
import io.github.hirakuarai.codexrunner.spi.PluginFactory;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.Timer;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final String ROOT = "io.github.hirakuarai.codexrunner";

    /** The packages of core and engine as ARCHITECTURE.md lists them: each may see those before it. */
    private static final List<String> IN_ORDER = List.of(
            ".model",
            ".spi",
            ".yaml",
            ".markdown",
            ".brief",
            ".config",
            ".state",
            ".event",
            ".git",
            ".ledger",
            ".output",
            ".sanitize",
            ".publish",
            ".draft",
            ".plugin",
            ".plugin.call",
            ".intake",
            ".disk",
            ".archive",
            ".branch",
            ".context",
            ".lane",
            ".decision",
            ".attempt",
            ".recovery",
            ".command",
            ".queue",
            ".engine");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT);

    @Test
    void theModelSeesTheJdkOnly() {
        check(
                classes()
                        .that()
                        .resideInAPackage(ROOT + ".model")
                        .should()
                        .onlyDependOnClassesThat()
                        .resideInAnyPackage("java..", "org.jspecify..", ROOT + ".model"),
                "everything depends on it, so it must depend on nothing");
    }

    @Test
    void pluginInterfacesSeeTheModelOnly() {
        check(
                classes()
                        .that()
                        .resideInAPackage(ROOT + ".spi")
                        .should()
                        .onlyDependOnClassesThat()
                        .resideInAnyPackage("java..", "org.jspecify..", ROOT + ".model", ROOT + ".spi"),
                "a plugin compiled today has to run tomorrow, whatever becomes of the rest");
    }

    @Test
    void nobodyReachesBackIntoTheEngine() {
        check(
                noClasses()
                        .that()
                        .resideOutsideOfPackage(ROOT + ".engine")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage(ROOT + ".engine"),
                "data flows one way, and the engine stands at its end");
    }

    @Test
    void everyPackageHasItsPlaceAndSeesNoneBelowIt() {
        assertThat(CLASSES.stream().map(JavaClass::getPackageName).collect(Collectors.toSet()))
                .as("a package without a place in the order could come to stand anywhere")
                .containsExactlyInAnyOrderElementsOf(
                        IN_ORDER.stream().map(ROOT::concat).toList());
        for (int place = 0; place < IN_ORDER.size() - 1; place++) {
            check(
                    noClasses()
                            .that()
                            .resideInAPackage(ROOT + IN_ORDER.get(place))
                            .should()
                            .dependOnClassesThat()
                            .resideInAnyPackage(IN_ORDER.subList(place + 1, IN_ORDER.size()).stream()
                                    .map(ROOT::concat)
                                    .toArray(String[]::new)),
                    "whoever reads the packages in ARCHITECTURE.md's order never meets a word before it was explained");
        }
    }

    @Test
    void packagesHaveNoCycles() {
        check(
                slices().matching(ROOT + ".(**)").should().beFreeOfCycles(),
                "two packages that need each other are one package with two names");
    }

    @Test
    void pluginsAreFoundAndCalledByWhoeverNeedsThemAndNeedNobody() {
        check(
                noClasses()
                        .that()
                        .resideInAPackage(ROOT + ".plugin")
                        .should()
                        .dependOnClassesThat(ownOutside(".plugin", ".model", ".spi")),
                "which plugins there are can be asked before there is a configuration or a runner");
        check(
                noClasses()
                        .that()
                        .resideInAPackage(ROOT + ".plugin.call")
                        .should()
                        .dependOnClassesThat(
                                ownOutside(".plugin.call", ".plugin", ".brief", ".yaml", ".model", ".spi")),
                "what keeps a plugin's faults away must not depend on what they are kept away from");
    }

    @Test
    void whatIsOnDiskSeesTheModelAndPluginInterfacesOnly() {
        check(
                noClasses()
                        .that()
                        .resideInAPackage(ROOT + ".disk")
                        .should()
                        .dependOnClassesThat(ownOutside(".disk", ".output", ".model", ".spi")),
                "a journal says what was done to whoever reads it after a crash, and cannot ask what did it");
    }

    @Test
    void lookingBackAtRunsNeedsNoRunner() {
        check(
                noClasses()
                        .that()
                        .resideInAPackage(ROOT + ".archive")
                        .should()
                        .dependOnClassesThat(ownOutside(".archive", ".disk", ".model", ".spi")),
                "a run must be readable when the forge, the plugins or the configuration that made it are gone");
    }

    @Test
    void onlyWhatActsWritesAJournal() {
        check(
                noClasses()
                        .that()
                        .resideOutsideOfPackages(ROOT + ".attempt", ROOT + ".branch", ROOT + ".archive", ROOT + ".disk")
                        .should()
                        .dependOnClassesThat()
                        .areAssignableTo(Journal.class),
                "a journal that is written from everywhere proves nothing about the order of things");
    }

    @Test
    void whatUsersAreToldSeesTheModelAndPluginInterfacesOnly() {
        check(
                noClasses()
                        .that()
                        .resideInAPackage(ROOT + ".event")
                        .should()
                        .dependOnClassesThat(ownOutside(".event", ".model", ".spi")),
                "programs that embed the runner keep these values, whatever becomes of the stages that make them");
    }

    @Test
    void whatDecidesCarriesNothingOut() {
        check(
                noClasses()
                        .that()
                        .resideInAPackage(ROOT + ".decision")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(ROOT + ".attempt", ROOT + ".recovery", ROOT + ".command", ROOT + ".queue"),
                "a dry run and a survey decide as a run does, and nothing that they reach can begin one");
    }

    @Test
    void theBranchKnowsNoPluginsAndNoDocuments() {
        check(
                noClasses()
                        .that()
                        .resideInAPackage(ROOT + ".branch")
                        .should()
                        .dependOnClassesThat(ownOutside(
                                ".branch", ".yaml", ".config", ".git", ".ledger", ".disk", ".model", ".spi")),
                "what is committed follows from the brief and the workspace alone, so that a preview shows the same");
    }

    @Test
    void whatPeopleAskForIsReadBeforeAnybodyJudgesIt() {
        check(
                noClasses()
                        .that()
                        .resideInAPackage(ROOT + ".intake")
                        .should()
                        .dependOnClassesThat(ownOutside(".intake", ".brief", ".ledger", ".model", ".spi")),
                "it reads strangers' texts: it reaches no plugin, no repository and no disk that they could mean");
    }

    @Test
    void aDraftReachesNothingThatCouldRunIt() {
        check(
                noClasses()
                        .that()
                        .resideInAPackage(ROOT + ".draft")
                        .should()
                        .dependOnClassesThat(
                                ownOutside(".draft", ".brief", ".yaml", ".sanitize", ".publish", ".model", ".spi")),
                "it is written out of a stranger's text for a person to judge");
    }

    @Test
    void onlyTheReaderOfBriefsMakesOne() {
        check(
                noClasses()
                        .that()
                        .resideOutsideOfPackages(ROOT + ".brief", ROOT + ".model")
                        .should()
                        .callConstructorWhere(DescribedPredicate.describe(
                                "of Brief", call -> call.getTargetOwner().isEquivalentTo(Brief.class))),
                "later stages check no shapes, because what they get has passed the validator");
    }

    @Test
    void parsingNeedsNoGitAndNoForge() {
        check(
                noClasses()
                        .that()
                        .resideInAnyPackage(
                                ROOT + ".brief", ROOT + ".yaml", ROOT + ".sanitize", ROOT + ".publish", ROOT + ".state")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage("org.eclipse.jgit..", "java.net.http..", ROOT + ".git", ROOT + ".ledger"),
                "others embed the parser, with nothing else started");
    }

    @Test
    void timeIsGivenIn() {
        check(
                noClasses()
                        .that()
                        .doNotHaveFullyQualifiedName(ROOT + ".engine.RunnerBuilder")
                        .and()
                        .doNotHaveFullyQualifiedName(ROOT + ".engine.RunnerStart$WithEnvironment")
                        .and()
                        .areNotAssignableTo(BootClock.class)
                        .should()
                        .callMethod(Instant.class, "now")
                        .orShould()
                        .callMethod(System.class, "currentTimeMillis")
                        .orShould()
                        .callMethod(System.class, "nanoTime")
                        .orShould()
                        .callMethod(Clock.class, "systemUTC")
                        .orShould()
                        .callMethod(Clock.class, "system", java.time.ZoneId.class),
                "a test that cannot hold the clock cannot prove a lease");
    }

    @Test
    void nothingSleepsAndNothingEndsTheProcess() {
        check(
                noClasses()
                        .should()
                        .callMethod(Thread.class, "sleep", long.class)
                        .orShould()
                        .callMethod(System.class, "exit", int.class)
                        .orShould()
                        .callMethod(Throwable.class, "printStackTrace"),
                "an embedder's threads, process and standard error are its own");
    }

    @Test
    void onlyTheGitPackageKnowsJGit() {
        check(
                noClasses()
                        .that()
                        .resideOutsideOfPackage(ROOT + ".git")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("org.eclipse.jgit.."),
                "what cuts JGit off from the machine stands there, and a use elsewhere would go around it");
    }

    @Test
    void theLibraryStartsNoProcess() {
        check(
                noClasses()
                        .that()
                        .doNotHaveFullyQualifiedName(ROOT + ".lane.LaneVariables")
                        .should()
                        .callConstructor(ProcessBuilder.class, String[].class)
                        .orShould()
                        .callConstructor(ProcessBuilder.class, List.class)
                        .orShould()
                        .callMethod(ProcessBuilder.class, "start")
                        .orShould()
                        .dependOnClassesThat()
                        .belongToAnyOf(Runtime.class),
                "steps are the executors', and a repository must not be able to start anything in the runner; a command for a"
                        + " lane's variable is the operator's");
    }

    @Test
    void theLibraryWritesToNoStandardStream() {
        check(
                noClasses().should().accessField(System.class, "out").orShould().accessField(System.class, "err"),
                "standard output and error are an embedder's; what there is to say goes to listeners and to SLF4J");
    }

    @Test
    void threadsAreBegunWhereTheyAreEnded() {
        check(
                noClasses()
                        .that()
                        .doNotHaveFullyQualifiedName(ROOT + ".attempt.Heartbeat")
                        .and()
                        .doNotHaveFullyQualifiedName(ROOT + ".queue.BriefQueue")
                        .and()
                        .doNotHaveFullyQualifiedName(ROOT + ".lane.LaneQuestions")
                        .and()
                        .doNotHaveFullyQualifiedName(ROOT + ".lane.LaneVariables")
                        .and()
                        .doNotHaveFullyQualifiedName(ROOT + ".engine.OwnThread")
                        .and()
                        .doNotHaveFullyQualifiedName(ROOT + ".lane.PreviewLease")
                        .and()
                        .doNotHaveFullyQualifiedName(ROOT + ".plugin.call.PluginCalls")
                        .should()
                        .dependOnClassesThat()
                        .belongToAnyOf(Executors.class, ThreadPoolExecutor.class, ForkJoinPool.class, Timer.class)
                        .orShould()
                        .callConstructor(Thread.class, Runnable.class)
                        .orShould()
                        .callConstructor(Thread.class, Runnable.class, String.class),
                "no thread is left after close(), which only holds when somebody closes each");
    }

    @Test
    void plugInsAreCalledInOnePlace() {
        check(
                noClasses()
                        .that()
                        .resideOutsideOfPackage(ROOT + ".plugin.call")
                        .should()
                        .callMethodWhere(DescribedPredicate.describe(
                                "makes a plugin",
                                call -> call.getName().equals("open")
                                        && call.getTargetOwner().isAssignableTo(PluginFactory.class))),
                "what goes around PluginCalls can end the runner with a plugin's fault");
    }

    @Test
    void onlyTheLedgerMovesRefsAndOnlyClaimsPublish() {
        check(
                noClasses()
                        .that()
                        .resideOutsideOfPackages(ROOT + ".git", ROOT + ".ledger")
                        .should()
                        .callMethod(Mirror.class, "push", List.class),
                "a push that is no compare-and-set under a claim would publish for a runner that has lost it");
    }

    /** A record of data says what each of its values is where it is made; a record that works on others counts as a class. */
    @Test
    void noConstructorOfTheEngineTakesMoreThanFiveThings() {
        Set<String> larger = CLASSES.stream()
                .filter(type ->
                        IN_ORDER.indexOf(type.getPackageName().substring(ROOT.length())) >= IN_ORDER.indexOf(".git"))
                .filter(type -> !type.isRecord() && !type.isEnum() && !type.isAnonymousClass())
                .flatMap(type -> type.getConstructors().stream())
                // The object that an inner class belongs to is not given by hand.
                .filter(made ->
                        made.getParameterTypes().size() - (made.getOwner().isInnerClass() ? 1 : 0) > 5)
                .map(JavaConstructor::getFullName)
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(larger)
                .as("what needs more has more than one task, or takes what belongs together one by one")
                .isEmpty();
    }

    @Test
    void everyPackageSaysWhatMayBeNull() {
        Set<String> unmarked = CLASSES.stream()
                .map(JavaClass::getPackage)
                .filter(part -> !part.getClasses().isEmpty())
                .filter(part -> !part.isAnnotatedWith(NullMarked.class))
                .map(JavaPackage::getName)
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(unmarked)
                .as("what may be null is said by types, so that the compiler can look after it")
                .isEmpty();
    }

    /** Types of core and engine that stand in none of some packages. */
    private static DescribedPredicate<JavaClass> ownOutside(String... packages) {
        return JavaClass.Predicates.resideInAPackage(ROOT + "..")
                .and(JavaClass.Predicates.resideOutsideOfPackages(
                        Arrays.stream(packages).map(ROOT::concat).toArray(String[]::new)));
    }

    private static void check(ArchRule rule, String reason) {
        rule.because(reason).check(CLASSES);
    }
}
