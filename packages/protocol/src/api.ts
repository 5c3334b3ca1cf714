/** Where the REST API begins. */
export const API = '/api/v1'
