import groovy.json.JsonOutput
import groovy.json.JsonSlurperClassic

/**
 * Asks for a press and waits; goes on only when the link has stored the claim. Call it outside of `node`: it holds no
 * executor. Needs the plugins Webhook Step, HTTP Request and Credentials Binding, BOSS_URL in the environment, and a
 * secret text `boss-token`.
 */
def call(Map args) {
  def hook = registerWebhook()
  // One question for one webhook: it is the one that the link calls.
  def lock = send('POST', '/locks', [
    gate: args.gate,
    pipeline: env.JOB_NAME,
    step: args.step,
    request_id: hook.token,
    hold: false,
    context: [commit: args.commit, build_url: env.BUILD_URL],
    source: [ci: 'jenkins', cluster: env.JENKINS_URL, project: env.JOB_NAME, build_id: env.BUILD_NUMBER, attempt: hook.token],
  ]).lock
  echo "waiting for the boss: ${env.BOSS_URL}, lock ${lock}"
  try {
    timeout(time: args.hours ?: 24, unit: 'HOURS') {
      // The call says nothing that counts, whoever made it: the link is asked what is true.
      while (send('GET', "/locks/${lock}").state == 'locked') {
        waitForWebhook(hook)
      }
    }
    send('POST', "/locks/${lock}/claim")
  } catch (stopped) {
    // Refused where it has ended by itself.
    send('POST', "/locks/${lock}/cancel", [:], '100:599')
    throw stopped
  }
}

/** One request; an answer that is no yes ends the build. */
private Map send(String method, String path, Map body = [:], String codes = '200') {
  withCredentials([string(credentialsId: 'boss-token', variable: 'BOSS_TOKEN')]) {
    def request = [
      httpMode: method,
      url: "${env.BOSS_URL}/api/v1${path}",
      contentType: 'APPLICATION_JSON',
      customHeaders: [[name: 'Authorization', value: "Bearer ${env.BOSS_TOKEN}", maskValue: true]],
      validResponseCodes: codes,
      timeout: 30,
      quiet: true,
    ]
    if (method == 'POST') {
      request.requestBody = JsonOutput.toJson(body.collectEntries { name, value -> [name, value instanceof Map ? value.findAll { it.value } : value] })
    }
    return new JsonSlurperClassic().parseText(httpRequest(request).content)
  }
}
