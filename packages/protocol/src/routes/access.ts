import * as z from 'zod/mini'
import { restAnswers, restSchemas } from '../rest.ts'
import { type RouteName, type RouteRow, routeOfChannel } from './row.ts'

const params = restSchemas.idParams

export const accessRoutes = {
  'GET /tokens': { summary: 'Tokens, without their secrets', rights: ['operate'], answer: restAnswers.tokens },
  'POST /tokens': {
    summary: 'Makes a token, which is shown this once',
    rights: ['operate'],
    body: restSchemas.addToken,
    answer: restAnswers.newToken,
    status: 201,
    refusals: ['conflict'],
  },
  'DELETE /tokens/{id}': {
    summary: 'Revokes a token and ends its sockets',
    rights: ['operate'],
    params,
    answer: restAnswers.revoked,
    refusals: ['not_found'],
  },
  'GET /gadgets': {
    summary: 'Gadgets of the gates in reach',
    rights: ['relay', 'view'],
    answer: restAnswers.gadgets,
  },
  'GET /servers': {
    summary: 'Servers of the gates in reach: whether each is connected, at whichever link, and when it was last',
    rights: ['view'],
    answer: restAnswers.servers,
  },
  'GET /links': {
    summary: 'Links that share the record: the one that answers, and others as they said last',
    rights: ['view'],
    answer: restAnswers.links,
  },
  'GET /pipelines': {
    summary: 'Pipelines of the gates in reach that are connected to this link, wait here, or asked lately',
    rights: ['view'],
    answer: restAnswers.pipelines,
  },
  'POST /gadgets': {
    summary: 'Enrols a gadget; its two keys are shown this once',
    rights: ['operate'],
    body: restSchemas.addGadget,
    answer: restAnswers.newGadget,
    status: 201,
    refusals: ['conflict', 'gate_not_found'],
  },
  'PATCH /gadgets/{id}': {
    summary: 'Gives a gadget another name, gate or boss',
    rights: ['operate'],
    params,
    body: restSchemas.changeGadget,
    answer: restAnswers.gadget,
    refusals: ['not_found', 'gate_not_found'],
  },
  'GET /gadgets/{id}/mac-key': {
    summary: 'The key of a gadget and its server, for that server',
    rights: ['relay'],
    params,
    answer: restAnswers.macKey,
    refusals: ['not_found'],
  },
  'POST /gadgets/{id}/test': {
    summary: 'Has a gadget that is online show each of its lights, for three seconds',
    rights: ['operate'],
    params,
    answer: restAnswers.lightTest,
    refusals: ['not_found'],
  },
  'POST /gadgets/presence': routeOfChannel('present', {
    summary: 'Which gadgets answer their server',
    refusals: [],
  }),
  'POST /enrolment-codes': {
    summary: 'A code by which one gadget or one server enrols itself, within 15 minutes',
    rights: ['operate'],
    body: restSchemas.addEnrolmentCode,
    answer: restAnswers.enrolmentCode,
    status: 201,
    refusals: ['conflict', 'gate_not_found'],
  },
  'POST /enrol': {
    summary: 'Turns a code into the keys of a gadget or the token of a server, once',
    rights: 'everyone',
    body: restSchemas.enrol,
    answer: restAnswers.enrolled,
    status: 201,
    refusals: ['unauthenticated', 'conflict'],
  },
  'DELETE /gadgets/{id}': {
    summary: 'Takes a gadget back',
    rights: ['operate'],
    params,
    answer: restAnswers.revoked,
    refusals: ['not_found'],
  },
  'POST /session-codes': {
    summary: 'A code for a browser: whoever opens it first is signed in as you',
    rights: ['view'],
    answer: restAnswers.sessionCode,
    status: 201,
  },
  'POST /session': {
    summary: 'Turns a code into a session cookie; from our own page only',
    rights: 'everyone',
    body: restSchemas.openSession,
    answer: restAnswers.session,
    status: 201,
    refusals: ['unauthenticated', 'forbidden'],
  },
  'GET /session': { summary: 'Who one is', rights: 'principal', answer: restAnswers.session },
  'DELETE /session': {
    summary: 'Signs out: ends this session, or revokes this token',
    rights: 'principal',
    answer: z.null(),
    status: 204,
  },
} as const satisfies Record<RouteName, RouteRow>
