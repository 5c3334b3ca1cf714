process.stdout.write('boss: link is not written yet\n')
