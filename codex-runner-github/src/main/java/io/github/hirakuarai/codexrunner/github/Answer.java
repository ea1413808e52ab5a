package io.github.hirakuarai.codexrunner.github;

import java.net.http.HttpHeaders;
import tools.jackson.databind.JsonNode;

/**
 * An answer that says yes.
 *
 * @param headers as sent
 * @param body a missing node when there is none
 * @param size of the body, in bytes
 */
record Answer(HttpHeaders headers, JsonNode body, int size) {}
