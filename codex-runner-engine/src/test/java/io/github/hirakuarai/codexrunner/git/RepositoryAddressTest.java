package io.github.hirakuarai.codexrunner.git;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RepositoryAddressTest {

    private static final RepositoryAddress DEMO = new RepositoryAddress("github.com", "octo/demo");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://github.com/octo/demo.git",
                "https://github.com/octo/demo",
                "https://github.com/octo/demo/",
                "https://user:word@GitHub.com/Octo/Demo.git",
                "https://github.com:443/octo/demo.git",
                "git@github.com:octo/demo.git",
                "github.com:octo/demo",
                "git@github.com:/octo/demo.git",
                "ssh://git@github.com/octo/demo.git",
                "ssh://git@ssh.github.com:443/octo/demo.git",
                "git://github.com/octo/demo.git"
            })
    void everyWayToWriteARepositoryIsOneAddress(String url) {
        assertThat(RepositoryAddress.parse(url)).contains(DEMO);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://github.com/octo/demo2.git",
                "https://github.example/octo/demo.git",
                "https://example.org/github.com/octo/demo.git",
                "https://github.com@example.org/octo/demo.git",
                "git@example.org:github.com/octo/demo",
                "/github.com/octo/demo"
            })
    void anotherPlaceIsAnotherAddress(String url) {
        assertThat(RepositoryAddress.parse(url)).isPresent().get().isNotEqualTo(DEMO);
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1:8080/o/n, http://127.0.0.1:8081/o/n",
        "http://localhost:1/o/n.git, http://localhost:2/o/n.git",
        "http://[::1]:1/o/n, http://[::1]:2/o/n"
    })
    void portsTellLoopbackServersApart(String one, String other) {
        assertThat(RepositoryAddress.parse(one)).isPresent().isNotEqualTo(RepositoryAddress.parse(other));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "relative/path", "https://github.com/", "https://github.com", "C"})
    void whatNamesNoPlaceIsNoAddress(String url) {
        assertThat(RepositoryAddress.parse(url)).isEmpty();
    }

    @Test
    void aFolderOnThisMachineHasNoHost() {
        assertThat(RepositoryAddress.parse("/srv/git/demo.git")).contains(new RepositoryAddress("", "srv/git/demo"));
        assertThat(RepositoryAddress.parse("file:///srv/git/demo.git"))
                .contains(new RepositoryAddress("", "srv/git/demo"));
    }
}
