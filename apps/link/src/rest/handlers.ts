import type { Routes } from '@boss-deployer/protocol'
import { confirmCanary, rollBackCanary } from '../intake/flagger.ts'
import { listCalls } from './calls.ts'
import { enrol, makeEnrolmentCode } from './enrolment.ts'
import { changeGadget, enrolGadget, listGadgets, revokeGadget, showMacKey, testLights } from './gadgets.ts'
import { addGate, listApproved, listGates, showGate } from './gates.ts'
import { countGuarded } from './guarded.ts'
import { exportLines, showHead, showHistory, showNumbers, showSigningKey, syncOnce } from './history.ts'
import { listLinks } from './links.ts'
import { forgetContext, listLocks, showLock } from './locks.ts'
import { setFirstPassword, showMe, showWaysIn } from './me.ts'
import { answer, pass } from './pass.ts'
import { offerReset, resetPassword } from './password-reset.ts'
import {
  changeAccess,
  endOwnSession,
  endSessionsOf,
  invite,
  join,
  listOwnSessions,
  listPeople,
  listSessionsOf,
  revokePerson,
} from './people.ts'
import { listPipelines } from './pipelines.ts'
import { replacePolicy, showPolicy } from './policy.ts'
import { showPolicyEffect } from './policy-effect.ts'
import { listBrowsers, removeBrowser, tellBrowser, tryBrowser } from './push.ts'
import type { HandlersOf } from './route.ts'
import { listServers } from './servers.ts'
import { sayReady, sayWell, showMetrics, showOpenApi } from './service.ts'
import { endSession, makeCode, openSession, showSession } from './sign-in.ts'
import { listTokens, makeToken, revokeToken } from './tokens.ts'

/** Which route is answered by what; a row of the table without its handler does not compile. */
export const restHandlers: HandlersOf<Routes> = {
  'GET /gates': listGates,
  'POST /gates': addGate,
  'GET /gates/{gate}': showGate,
  'GET /gates/{gate}/approved': listApproved,
  'GET /gates/{gate}/policy': showPolicy,
  'PUT /gates/{gate}/policy': replacePolicy,
  'POST /gates/{gate}/policy/effect': showPolicyEffect,
  'GET /gates/{gate}/guarded': countGuarded,
  'GET /gates/{gate}/pass': pass,
  'POST /gates/{gate}/pass': pass,
  'GET /gates/{gate}/answer': answer,
  'GET /locks': listLocks,
  'GET /locks/{uuid}': showLock,
  'DELETE /locks/{uuid}/context': forgetContext,
  'GET /history': showHistory,
  'GET /history/head': showHead,
  'GET /history/key': showSigningKey,
  'GET /history/export': exportLines,
  'GET /numbers': showNumbers,
  'GET /calls': listCalls,
  'GET /sync': syncOnce,
  'GET /tokens': listTokens,
  'POST /tokens': makeToken,
  'DELETE /tokens/{id}': revokeToken,
  'GET /gadgets': listGadgets,
  'POST /gadgets': enrolGadget,
  'PATCH /gadgets/{id}': changeGadget,
  'POST /gadgets/{id}/test': testLights,
  'DELETE /gadgets/{id}': revokeGadget,
  'GET /gadgets/{id}/mac-key': showMacKey,
  'GET /servers': listServers,
  'GET /links': listLinks,
  'GET /pipelines': listPipelines,
  'POST /enrolment-codes': makeEnrolmentCode,
  'POST /enrol': enrol,
  'POST /session-codes': makeCode,
  'POST /session': openSession,
  'GET /session': showSession,
  'DELETE /session': endSession,
  'GET /push': listBrowsers,
  'POST /push/browsers': tellBrowser,
  'DELETE /push/browsers/{id}': removeBrowser,
  'POST /push/browsers/{id}/test': tryBrowser,
  'GET /people': listPeople,
  'POST /people/invitations': invite,
  'POST /people/join': join,
  'POST /people/{id}/password-resets': offerReset,
  'POST /people/password': resetPassword,
  'PUT /people/{id}/access': changeAccess,
  'DELETE /people/{id}': revokePerson,
  'GET /people/{id}/sessions': listSessionsOf,
  'DELETE /people/{id}/sessions': endSessionsOf,
  'GET /sessions': listOwnSessions,
  'DELETE /sessions/{id}': endOwnSession,
  'GET /sign-in': showWaysIn,
  'GET /me': showMe,
  'POST /me/password': setFirstPassword,
  'POST /intake/flagger': confirmCanary,
  'POST /intake/flagger/rollback': rollBackCanary,
  'GET /openapi.json': showOpenApi,
  'GET /healthz': sayWell,
  'GET /readyz': sayReady,
  'GET /metrics': showMetrics,
}
