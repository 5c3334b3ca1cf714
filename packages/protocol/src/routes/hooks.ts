import { API } from '../api.ts'

/**
 * Where systems outside post their webhooks, each below it by its name in the integrations file. What is posted is the
 * system's own, and it is proven by the system's own signature over the bytes.
 */
export const HOOKS_PATH = `${API}/intake/hooks`
