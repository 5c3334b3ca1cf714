process.stdout.write('boss: server is not written yet\n')
