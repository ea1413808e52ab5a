package io.github.hirakuarai.codexrunner.github;

import java.net.http.HttpHeaders;
import tools.jackson.databind.JsonNode;

/**
 * An answer that says yes.
 *
 * @param unchanged whether the forge only says that what was asked for is as it was: 304
 * @param headers as sent
 * @param body a missing node when there is none
 * @param size of the body, in bytes
 */
record Answer(boolean unchanged, HttpHeaders headers, JsonNode body, int size) {}
