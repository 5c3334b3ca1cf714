/** What the shell and the first page say. The Spanish has the same shape. */
export const first = {
  pages: {
    now: 'Now',
    history: 'History',
    numbers: 'Numbers',
  },
  shell: {
    pages: 'Pages',
    skip: 'To the content',
    loading: 'One moment…',
    live: 'Live',
    connecting: 'Connecting…',
    away: 'Link away',
    account: 'Account',
    setUpPeople: 'Set up people',
    signOut: 'Sign out',
    notFound: 'There is no such page.',
    toNow: 'To what waits now',
  },
}
